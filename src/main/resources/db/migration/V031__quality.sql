-- Who is asked to do a task and what they answered, what an executor said of its work, and checks as evidence for gates.

CREATE TABLE rota.assignment (
  org_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  task_id bigint NOT NULL,
  assignee_kind text NOT NULL CHECK (assignee_kind IN ('user', 'agent', 'name')),
  assignee_id bigint,
  assignee text NOT NULL CHECK (length(assignee) BETWEEN 1 AND 254),
  assignee_type text NOT NULL CHECK (assignee_type IN ('human', 'agent')),
  -- What runs the agent, such as ollama or claude.
  provider text CHECK (length(provider) BETWEEN 1 AND 100),
  model text CHECK (length(model) BETWEEN 1 AND 200),
  assigned_by_kind text NOT NULL,
  assigned_by_id bigint NOT NULL,
  assigned_by text NOT NULL,
  status text NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'accepted', 'rejected', 'in_progress', 'completed')),
  notes text CHECK (length(notes) <= 65536),
  assigned_at timestamptz NOT NULL DEFAULT now(),
  accepted_at timestamptz,
  completed_at timestamptz,
  CHECK ((assignee_kind = 'name') = (assignee_id IS NULL)),
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, task_id) REFERENCES rota.task (org_id, id)
);
CREATE INDEX assignment_task ON rota.assignment (org_id, task_id, id DESC);
-- Those that a claim, an attempt's end or a change of assignee may move: none for most tasks.
CREATE INDEX assignment_live ON rota.assignment (org_id, task_id) WHERE status IN ('pending', 'accepted', 'in_progress');
ALTER TABLE rota.assignment ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.assignment FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.assignment FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.assignment FOR INSERT TO rota_api WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.assignment FOR UPDATE TO rota_api, rota_worker
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, UPDATE (assignee_type, provider, model, notes, status, accepted_at, completed_at)
  ON rota.assignment TO rota_api;
GRANT SELECT, UPDATE (status, accepted_at, completed_at) ON rota.assignment TO rota_worker;

-- What an executor says of an attempt beside what the attempt itself has: one row for each attempt at most.
CREATE TABLE rota.execution_result (
  org_id bigint NOT NULL,
  attempt_id bigint NOT NULL,
  task_id bigint NOT NULL,
  assignment_id bigint,
  executor text NOT NULL CHECK (length(executor) BETWEEN 1 AND 254),
  executor_type text NOT NULL CHECK (executor_type IN ('human', 'agent')),
  provider text CHECK (length(provider) BETWEEN 1 AND 100),
  request text CHECK (octet_length(request) <= 262144),
  response text CHECK (octet_length(response) <= 262144),
  error_message text CHECK (octet_length(error_message) <= 65536),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, attempt_id),
  FOREIGN KEY (org_id, attempt_id) REFERENCES rota.attempt (org_id, id),
  FOREIGN KEY (org_id, task_id) REFERENCES rota.task (org_id, id),
  FOREIGN KEY (org_id, assignment_id) REFERENCES rota.assignment (org_id, id)
);
ALTER TABLE rota.execution_result ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.execution_result FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.execution_result FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.execution_result FOR INSERT TO rota_api, rota_worker
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT ON rota.execution_result TO rota_api, rota_worker;

-- The gate is named, not referred to: what was found stays when the gate goes.
CREATE TABLE rota.check_result (
  org_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  task_id bigint NOT NULL,
  attempt_id bigint NOT NULL,
  gate text NOT NULL CHECK (gate ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  status text NOT NULL CHECK (status IN ('pass', 'warn', 'fail')),
  critical integer NOT NULL CHECK (critical >= 0),
  major integer NOT NULL CHECK (major >= 0),
  minor integer NOT NULL CHECK (minor >= 0),
  report text CHECK (octet_length(report) <= 262144),
  checked_by_kind text NOT NULL,
  checked_by_id bigint NOT NULL,
  checked_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, task_id) REFERENCES rota.task (org_id, id),
  FOREIGN KEY (org_id, attempt_id) REFERENCES rota.attempt (org_id, id)
);
CREATE INDEX check_result_task ON rota.check_result (org_id, task_id, gate, id DESC);
CREATE INDEX check_result_attempt ON rota.check_result (org_id, attempt_id);
ALTER TABLE rota.check_result ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.check_result FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.check_result FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.check_result FOR INSERT TO rota_api, rota_worker
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT ON rota.check_result TO rota_api, rota_worker;

-- What a check task is for: a runner claims the task, and its results land on the attempt that asked.
CREATE TABLE rota.check_request (
  org_id bigint NOT NULL,
  task_id bigint NOT NULL,
  -- Null where nobody's attempt asked: results stay with the check task.
  attempt_id bigint,
  gates text[] NOT NULL CHECK (cardinality(gates) BETWEEN 1 AND 20),
  answered text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, task_id),
  FOREIGN KEY (org_id, task_id) REFERENCES rota.task (org_id, id),
  FOREIGN KEY (org_id, attempt_id) REFERENCES rota.attempt (org_id, id)
);
ALTER TABLE rota.check_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.check_request FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.check_request FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.check_request FOR INSERT TO rota_api WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.check_request FOR UPDATE TO rota_api
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, UPDATE (answered) ON rota.check_request TO rota_api;
GRANT SELECT ON rota.check_request TO rota_worker;

-- Whether a gate asks for a check of its name, and how much that may have found; null: any number.
ALTER TABLE rota.gate
  ADD checked boolean NOT NULL DEFAULT false,
  ADD max_critical integer CHECK (max_critical BETWEEN 0 AND 1000000),
  ADD max_major integer CHECK (max_major BETWEEN 0 AND 1000000),
  ADD max_minor integer CHECK (max_minor BETWEEN 0 AND 1000000),
  ADD CHECK (checked OR (max_critical IS NULL AND max_major IS NULL AND max_minor IS NULL)),
  DROP CONSTRAINT gate_check,
  ADD CHECK (checked OR cardinality(artifacts) > 0 OR commits > 0);
GRANT UPDATE (checked, max_critical, max_major, max_minor) ON rota.gate TO rota_api;
