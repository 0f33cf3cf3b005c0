-- Attempts: a claim with its lease, and what it leaves behind.

CREATE TABLE rota.attempt (
  org_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  task_id bigint NOT NULL,
  principal_kind text NOT NULL,
  principal_id bigint NOT NULL,
  principal text NOT NULL,
  status text NOT NULL CHECK (status IN ('running', 'success', 'partial', 'failed', 'aborted', 'expired')),
  failure_class text CHECK (length(failure_class) <= 100),
  lease_expires_at timestamptz NOT NULL,
  lease_seconds integer CHECK (lease_seconds > 0), -- what its claim was promised; null where no claim made it
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  percent smallint CHECK (percent BETWEEN 0 AND 100),
  model text CHECK (length(model) <= 200),
  tokens_input bigint CHECK (tokens_input >= 0),
  tokens_output bigint CHECK (tokens_output >= 0),
  tokens_total bigint CHECK (tokens_total >= 0),
  cost_usd numeric(12, 6) CHECK (cost_usd >= 0),
  wall_clock_ms bigint CHECK (wall_clock_ms >= 0),
  notes text,
  CHECK ((status = 'running') = (finished_at IS NULL)),
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, task_id) REFERENCES rota.task (org_id, id)
);
-- The fence itself: at most one running attempt a task, whatever the code above believes.
CREATE UNIQUE INDEX attempt_running ON rota.attempt (org_id, task_id) WHERE status = 'running';
CREATE INDEX attempt_held ON rota.attempt (org_id, principal_kind, principal_id) WHERE status = 'running';
CREATE INDEX attempt_task ON rota.attempt (org_id, task_id, id DESC);
ALTER TABLE rota.attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.attempt FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.attempt FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.attempt FOR INSERT TO rota_api, rota_worker
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.attempt FOR UPDATE TO rota_api, rota_worker
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, UPDATE ON rota.attempt TO rota_api;
GRANT SELECT, INSERT, UPDATE ON rota.attempt TO rota_worker;

CREATE TABLE rota.artifact (
  org_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  attempt_id bigint NOT NULL,
  task_id bigint NOT NULL,
  type text NOT NULL CHECK (type IN ('diff', 'file', 'log', 'benchmark', 'screenshot', 'check')),
  name text CHECK (length(name) BETWEEN 1 AND 255),
  media_type text NOT NULL CHECK (length(media_type) BETWEEN 1 AND 255),
  -- Null while an upload is awaited.
  content bytea CHECK (length(content) <= 52428800),
  size bigint,
  sha256 bytea CHECK (length(sha256) = 32),
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((content IS NULL) = (size IS NULL) AND (content IS NULL) = (sha256 IS NULL)),
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, attempt_id) REFERENCES rota.attempt (org_id, id),
  FOREIGN KEY (org_id, task_id) REFERENCES rota.task (org_id, id)
);
CREATE INDEX artifact_task ON rota.artifact (org_id, task_id, id DESC);
ALTER TABLE rota.artifact ALTER COLUMN content SET STORAGE EXTERNAL;
ALTER TABLE rota.artifact ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.artifact FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.artifact FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.artifact FOR INSERT TO rota_api, rota_worker
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.artifact FOR UPDATE TO rota_api, rota_worker
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, UPDATE ON rota.artifact TO rota_api;
GRANT SELECT, INSERT, UPDATE ON rota.artifact TO rota_worker;

-- An upload on its way into artifact.content: written, put together and deleted in one transaction, so that no single
-- message to the database is large. Unlogged, because no row outlives its transaction.
CREATE UNLOGGED TABLE rota.artifact_part (
  org_id bigint NOT NULL,
  artifact_id bigint NOT NULL,
  part_no integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (org_id, artifact_id, part_no),
  FOREIGN KEY (org_id, artifact_id) REFERENCES rota.artifact (org_id, id)
);
ALTER TABLE rota.artifact_part ALTER COLUMN bytes SET STORAGE EXTERNAL;
ALTER TABLE rota.artifact_part ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.artifact_part FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.artifact_part FOR SELECT TO rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.artifact_part FOR INSERT TO rota_worker
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_delete ON rota.artifact_part FOR DELETE TO rota_worker
  USING (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, DELETE ON rota.artifact_part TO rota_worker;

CREATE TABLE rota.commit_entry (
  org_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  task_id bigint NOT NULL,
  message text NOT NULL CHECK (length(message) BETWEEN 1 AND 65536),
  hash text CHECK (length(hash) <= 100),
  reason text CHECK (length(reason) <= 65536),
  url text CHECK (length(url) <= 2048),
  author_kind text NOT NULL,
  author_id bigint NOT NULL,
  author text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, task_id) REFERENCES rota.task (org_id, id)
);
CREATE INDEX commit_entry_task ON rota.commit_entry (org_id, task_id, id DESC);
ALTER TABLE rota.commit_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.commit_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.commit_entry FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.commit_entry FOR INSERT TO rota_api, rota_worker
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT ON rota.commit_entry TO rota_api;
GRANT SELECT, INSERT ON rota.commit_entry TO rota_worker;

CREATE TABLE rota.question (
  org_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  task_id bigint NOT NULL,
  attempt_id bigint NOT NULL,
  question text NOT NULL CHECK (length(question) BETWEEN 1 AND 65536),
  options text[] NOT NULL DEFAULT '{}',
  answer text,
  answered_by text,
  asked_at timestamptz NOT NULL DEFAULT now(),
  answered_at timestamptz,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, task_id) REFERENCES rota.task (org_id, id),
  FOREIGN KEY (org_id, attempt_id) REFERENCES rota.attempt (org_id, id)
);
CREATE INDEX question_task ON rota.question (org_id, task_id, id DESC);
CREATE INDEX question_open ON rota.question (org_id, task_id) WHERE answered_at IS NULL;
ALTER TABLE rota.question ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.question FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.question FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.question FOR INSERT TO rota_api, rota_worker
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.question FOR UPDATE TO rota_api, rota_worker
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, UPDATE ON rota.question TO rota_api;
GRANT SELECT, INSERT, UPDATE ON rota.question TO rota_worker;

-- What background work is due, for any node to take: ids and times only. Content is read after enter_worker(org).
CREATE TABLE rota.work_queue (
  org_id bigint NOT NULL,
  kind text NOT NULL,
  subject_id bigint NOT NULL,
  due_at timestamptz NOT NULL,
  -- How often doing it has failed; after five times it waits for an operator, with due_at infinity.
  tries smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (org_id, kind, subject_id)
);
CREATE INDEX work_queue_due ON rota.work_queue (kind, due_at);
ALTER TABLE rota.work_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.work_queue FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.work_queue FOR SELECT TO rota_api
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.work_queue FOR INSERT TO rota_api
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_delete ON rota.work_queue FOR DELETE TO rota_api
  USING (org_id = (SELECT rota.ctx_org()));
CREATE POLICY any_organization ON rota.work_queue FOR ALL TO rota_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON rota.work_queue TO rota_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON rota.work_queue TO rota_worker;
