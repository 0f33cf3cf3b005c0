-- How far an organization's digests have come to the object store, where one is configured: numbers only.
CREATE TABLE rota.audit_digest_upload (
  org_id bigint PRIMARY KEY,
  made bigint NOT NULL,
  uploaded bigint NOT NULL DEFAULT 0
);
ALTER TABLE rota.audit_digest_upload ENABLE ROW LEVEL SECURITY;
CREATE POLICY any_organization ON rota.audit_digest_upload FOR ALL TO rota_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON rota.audit_digest_upload TO rota_worker;

-- Digests that were made before: the store gets them all.
ALTER TABLE rota.audit_digest NO FORCE ROW LEVEL SECURITY;
INSERT INTO rota.audit_digest_upload (org_id, made) SELECT org_id, max(number) FROM rota.audit_digest GROUP BY org_id;
ALTER TABLE rota.audit_digest FORCE ROW LEVEL SECURITY;
ALTER TABLE rota.audit_digest_upload FORCE ROW LEVEL SECURITY;
