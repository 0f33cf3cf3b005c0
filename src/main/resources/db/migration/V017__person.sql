-- What a person does for themselves, in whatever organizations they are.

-- As rota.idempotency, for changes that belong to a person and to no organization.
CREATE TABLE rota.person_idempotency (
  user_id bigint NOT NULL REFERENCES rota.user_account (id) ON DELETE CASCADE,
  operation text NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
  response text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, operation, key)
);
CREATE INDEX person_idempotency_age ON rota.person_idempotency (user_id, created_at);
ALTER TABLE rota.person_idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.person_idempotency FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON rota.person_idempotency FOR ALL TO rota_api
  USING (user_id = (SELECT rota.ctx_user())) WITH CHECK (user_id = (SELECT rota.ctx_user()));
GRANT SELECT, INSERT, UPDATE, DELETE ON rota.person_idempotency TO rota_api;

-- Everybody sees themselves, also who shares no organization with anybody.
CREATE POLICY own ON rota.user_account FOR SELECT TO rota_api USING (id = (SELECT rota.ctx_user()));

-- Whoever belongs to no organization has no log of one: what they do stands with the decisions about people.
CREATE POLICY append_own ON rota.auth_event FOR INSERT TO rota_api WITH CHECK (user_id = (SELECT rota.ctx_user()));
GRANT INSERT ON rota.auth_event TO rota_api;

-- Roles are read FOR SHARE in the transaction that acts on them (security M2), which takes the right to update.
CREATE POLICY tenant_update ON rota.membership FOR UPDATE TO rota_api
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT UPDATE (role, active) ON rota.membership TO rota_api;
CREATE POLICY tenant_update ON rota.role FOR UPDATE TO rota_api
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT UPDATE (permissions) ON rota.role TO rota_api;
