-- Handles of what goes on after its call was answered, and claims that last while a person is asked.

-- A handle says whose it is and what it is about; how that stands is read from its own rows. Kept for days, then forgotten.
CREATE TABLE rota.background_task (
  org_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  -- What its client calls it: cannot be guessed.
  public_id text NOT NULL CHECK (length(public_id) <= 64),
  tool text NOT NULL CHECK (length(tool) <= 128),
  subject_kind text NOT NULL CHECK (subject_kind ~ '^[a-z]{1,20}$'),
  subject_id bigint NOT NULL,
  principal_kind text NOT NULL,
  principal_id bigint NOT NULL,
  -- Of the call that it goes on with, as the audit has it.
  request_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, public_id)
);
ALTER TABLE rota.background_task ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.background_task FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.background_task FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.background_task FOR INSERT TO rota_api
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_delete ON rota.background_task FOR DELETE TO rota_worker
  USING (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT ON rota.background_task TO rota_api;
GRANT SELECT, DELETE ON rota.background_task TO rota_worker;

-- Until when the attempt's claim held before it asked; with the last answer it holds no longer than that, or than a usual
-- lease from then.
ALTER TABLE rota.question ADD COLUMN lease_before timestamptz;
