-- The audit log as a chain: each event gets a number and a hash over everything before it, so that no event can be
-- changed, removed or put in afterwards without a trace.

-- Events that wait for their place in the chain. Ids and times only; written with the event, taken by any node's sequencer.
-- Without an index, because rows stay for a moment only: adding one costs next to nothing, and they are taken by place.
CREATE TABLE rota.audit_pending (
  org_id bigint NOT NULL,
  at timestamptz NOT NULL,
  event_id bigint NOT NULL
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE rota.audit_pending ENABLE ROW LEVEL SECURITY;
CREATE POLICY any_organization ON rota.audit_pending FOR ALL TO rota_worker USING (true) WITH CHECK (true);
CREATE POLICY append ON rota.audit_pending FOR INSERT TO rota_audit WITH CHECK (true);
CREATE POLICY tenant_insert ON rota.audit_pending FOR INSERT TO rota_api, rota_auth
  WITH CHECK (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
GRANT SELECT, INSERT, DELETE ON rota.audit_pending TO rota_worker;
GRANT INSERT ON rota.audit_pending TO rota_api, rota_auth, rota_audit;

-- What was written before there was a chain. Only the owner without FORCE sees the rows of every organization.
ALTER TABLE rota.audit_event NO FORCE ROW LEVEL SECURITY;
INSERT INTO rota.audit_pending (org_id, at, event_id) SELECT org_id, at, id FROM rota.audit_event;
ALTER TABLE rota.audit_event FORCE ROW LEVEL SECURITY;
ALTER TABLE rota.audit_pending FORCE ROW LEVEL SECURITY;

CREATE FUNCTION rota.audit_is_pending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO rota.audit_pending (org_id, at, event_id) SELECT org_id, at, id FROM written;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION rota.audit_is_pending() FROM PUBLIC;

-- Only what the server itself writes: a row from anybody else never enters the chain, and verification names it.
CREATE TRIGGER pending AFTER INSERT ON rota.audit_event REFERENCING NEW TABLE AS written FOR EACH STATEMENT
  WHEN (current_user IN ('rota_api', 'rota_auth', 'rota_worker', 'rota_audit'))
  EXECUTE FUNCTION rota.audit_is_pending();

-- Not partitioned: unique keys of an organization cannot span months, and the hashes outlive the events.
CREATE TABLE rota.audit_chain (
  org_id bigint NOT NULL,
  -- From 1, without gaps.
  seq bigint NOT NULL CHECK (seq > 0),
  event_at timestamptz NOT NULL,
  event_id bigint NOT NULL,
  -- SHA-256 of the event as canonical JSON (RFC 8785).
  event_hash bytea NOT NULL CHECK (length(event_hash) = 32),
  -- SHA-256 over seq, the chain_hash before it, and event_hash.
  chain_hash bytea NOT NULL CHECK (length(chain_hash) = 32),
  PRIMARY KEY (org_id, seq),
  UNIQUE (org_id, event_id)
);
ALTER TABLE rota.audit_chain ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.audit_chain FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.audit_chain FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.audit_chain FOR INSERT TO rota_worker WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT ON rota.audit_chain TO rota_api;
GRANT SELECT, INSERT ON rota.audit_chain TO rota_worker;

-- Signed statements of how far the chain had come, each naming the one before. Nodes keep copies outside the database.
CREATE TABLE rota.audit_digest (
  org_id bigint NOT NULL,
  -- From 1, without gaps.
  number bigint NOT NULL CHECK (number > 0),
  made_at timestamptz NOT NULL,
  to_seq bigint NOT NULL,
  -- A compact JWS (RFC 7515).
  signed text NOT NULL,
  PRIMARY KEY (org_id, number)
);
ALTER TABLE rota.audit_digest ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.audit_digest FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.audit_digest FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.audit_digest FOR INSERT TO rota_worker WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT ON rota.audit_digest TO rota_api;
GRANT SELECT, INSERT ON rota.audit_digest TO rota_worker;
