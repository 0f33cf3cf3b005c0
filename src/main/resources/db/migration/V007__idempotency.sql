-- One key, one request, one answer: written in the transaction of the change it belongs to.

CREATE TABLE rota.idempotency (
  org_id bigint NOT NULL REFERENCES rota.organization (id),
  principal_kind text NOT NULL,
  principal_id bigint NOT NULL,
  operation text NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
  -- Null until the change is done, which nobody else can see: both are one transaction.
  response text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, principal_kind, principal_id, operation, key)
);
CREATE INDEX idempotency_age ON rota.idempotency (org_id, created_at);
ALTER TABLE rota.idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.idempotency FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.idempotency FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.idempotency FOR INSERT TO rota_api
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.idempotency FOR UPDATE TO rota_api
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_delete ON rota.idempotency FOR DELETE TO rota_api, rota_worker
  USING (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, UPDATE, DELETE ON rota.idempotency TO rota_api;
GRANT SELECT, DELETE ON rota.idempotency TO rota_worker;
