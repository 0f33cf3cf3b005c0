-- Who did what to which object. Runtime roles can only add; months are partitions, so that retention is a drop.

CREATE TABLE rota.audit_event (
  org_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  category text NOT NULL CHECK (category IN ('MCP', 'ADMIN', 'AUTH', 'SYSTEM')),
  action text NOT NULL,
  alias text,
  outcome text NOT NULL,
  actor_kind text NOT NULL,
  actor_id bigint,
  actor_name text NOT NULL,
  on_behalf_of bigint,
  credential text,
  client text,
  object_kind text,
  object_id bigint,
  object_key text,
  changes jsonb,
  request_id text NOT NULL,
  network text,
  protocol text,
  duration_us bigint,
  PRIMARY KEY (org_id, at, id)
) PARTITION BY RANGE (at);
ALTER TABLE rota.audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.audit_event FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.audit_event FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.audit_event FOR INSERT TO rota_api, rota_worker
  WITH CHECK (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
-- The authorization server writes what happens to a grant into the log of each organization that the grant covers.
CREATE POLICY tenant_insert_grants ON rota.audit_event FOR INSERT TO rota_auth
  WITH CHECK (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY append ON rota.audit_event FOR INSERT TO rota_audit WITH CHECK (true);
GRANT SELECT, INSERT ON rota.audit_event TO rota_api, rota_worker;
GRANT INSERT ON rota.audit_event TO rota_audit, rota_auth;

-- Decisions about people and their credentials (security A28), made before an organization is known or beyond any one.
CREATE TABLE rota.auth_event (
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- What was decided: a credential presented to a resource, login, consent, code, token, refresh, revoke, register …
  kind text NOT NULL DEFAULT 'credential',
  -- How: 'ok', or why not.
  reason text NOT NULL,
  token_id text,
  user_id bigint,
  client_id text,
  grant_id text,
  network text NOT NULL,
  occurrences integer NOT NULL DEFAULT 1,
  request_id text NOT NULL,
  PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
ALTER TABLE rota.auth_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.auth_event FORCE ROW LEVEL SECURITY;
CREATE POLICY append ON rota.auth_event FOR INSERT TO rota_audit, rota_auth, rota_worker WITH CHECK (true);
GRANT INSERT ON rota.auth_event TO rota_audit, rota_auth, rota_worker;
