-- Projects, requirements and tasks. Keys of organization-owned tables start with org_id.

CREATE TABLE rota.project (
  org_id bigint NOT NULL REFERENCES rota.organization (id),
  id bigint GENERATED ALWAYS AS IDENTITY,
  key text NOT NULL CHECK (key ~ '^[A-Z0-9]{2,10}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  review_required boolean NOT NULL DEFAULT false,
  last_task_number bigint NOT NULL DEFAULT 0,
  last_requirement_number bigint NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, key)
);
ALTER TABLE rota.project ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.project FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.project FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.project FOR INSERT TO rota_api, rota_worker
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.project FOR UPDATE TO rota_api, rota_worker
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, UPDATE ON rota.project TO rota_api;
GRANT SELECT, INSERT, UPDATE ON rota.project TO rota_worker;
ALTER TABLE rota.organization
  ADD FOREIGN KEY (id, default_project_id) REFERENCES rota.project (org_id, id);

CREATE TABLE rota.requirement (
  org_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  project_id bigint NOT NULL,
  key text NOT NULL,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
  body text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT 'open',
  metadata jsonb NOT NULL DEFAULT '{}',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, key),
  FOREIGN KEY (org_id, project_id) REFERENCES rota.project (org_id, id)
);
ALTER TABLE rota.requirement ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.requirement FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.requirement FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.requirement FOR INSERT TO rota_api, rota_worker
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.requirement FOR UPDATE TO rota_api, rota_worker
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, UPDATE ON rota.requirement TO rota_api;
GRANT SELECT, INSERT, UPDATE ON rota.requirement TO rota_worker;

CREATE TABLE rota.task (
  org_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  uuid uuid NOT NULL DEFAULT gen_random_uuid(),
  project_id bigint NOT NULL,
  key text NOT NULL,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
  description text,
  description_json jsonb,
  kind text CHECK (kind IN ('human', 'ai', 'mixed')),
  status text NOT NULL CHECK (status IN ('backlog', 'todo', 'in_progress', 'in_review', 'done', 'failed', 'cancelled')),
  priority smallint NOT NULL DEFAULT 0 CHECK (priority BETWEEN -2 AND 2),
  assignee text CHECK (length(assignee) <= 254),
  assignee_kind text CHECK (assignee_kind IN ('user', 'agent', 'name')),
  assignee_id bigint,
  parent_id bigint,
  child_no integer,
  requirement_id bigint,
  labels text[] NOT NULL DEFAULT '{}' CHECK (cardinality(labels) <= 50),
  acceptance text[] NOT NULL DEFAULT '{}' CHECK (cardinality(acceptance) <= 100),
  due_at timestamptz,
  completed_at timestamptz,
  metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
  complexity text NOT NULL CHECK (complexity IN ('simple', 'medium', 'complex', 'critical')),
  complexity_score smallint NOT NULL CHECK (complexity_score BETWEEN 1 AND 10),
  lapsed_attempts integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  created_by_kind text NOT NULL,
  created_by_id bigint NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  trashed_at timestamptz,
  search tsvector GENERATED ALWAYS AS
    (to_tsvector('simple', title || ' ' || coalesce(left(description, 100000), ''))) STORED,
  CHECK ((assignee IS NULL) = (assignee_kind IS NULL)),
  CHECK ((assignee_kind IN ('user', 'agent')) = (assignee_id IS NOT NULL) OR assignee_kind IS NULL),
  CHECK (parent_id <> id),
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, key),
  UNIQUE (org_id, uuid),
  FOREIGN KEY (org_id, project_id) REFERENCES rota.project (org_id, id),
  FOREIGN KEY (org_id, parent_id) REFERENCES rota.task (org_id, id),
  FOREIGN KEY (org_id, requirement_id) REFERENCES rota.requirement (org_id, id)
);
CREATE INDEX task_newest ON rota.task (org_id, updated_at DESC, id DESC) WHERE trashed_at IS NULL;
CREATE INDEX task_project_newest ON rota.task (org_id, project_id, updated_at DESC, id DESC) WHERE trashed_at IS NULL;
CREATE INDEX task_ready ON rota.task (org_id, priority DESC, id) WHERE status = 'todo' AND trashed_at IS NULL;
CREATE INDEX task_assignee ON rota.task (org_id, assignee_kind, assignee_id, updated_at DESC)
  WHERE assignee_id IS NOT NULL AND trashed_at IS NULL;
CREATE INDEX task_children ON rota.task (org_id, parent_id, child_no) WHERE parent_id IS NOT NULL;
CREATE INDEX task_requirement ON rota.task (org_id, requirement_id) WHERE requirement_id IS NOT NULL;
ALTER TABLE rota.task ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.task FORCE ROW LEVEL SECURITY;
-- Within coalesce here and for links: a bare comparison would become a condition of every index scan, the planner would
-- take an array it does not know for ten lookups, find all of the many indexes alike, and choose one that has to read a
-- whole organization. What statements say of org_id themselves leads to the right one.
CREATE POLICY tenant_read ON rota.task FOR SELECT TO rota_api, rota_worker
  USING (coalesce(org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]), false));
CREATE POLICY tenant_insert ON rota.task FOR INSERT TO rota_api, rota_worker
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.task FOR UPDATE TO rota_api, rota_worker
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, UPDATE ON rota.task TO rota_api;
GRANT SELECT, INSERT, UPDATE ON rota.task TO rota_worker;

CREATE TABLE rota.task_link (
  org_id bigint NOT NULL,
  task_id bigint NOT NULL,
  type text NOT NULL CHECK (type IN ('depends_on', 'related', 'duplicate_of')),
  target_id bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (task_id <> target_id),
  PRIMARY KEY (org_id, task_id, type, target_id),
  FOREIGN KEY (org_id, task_id) REFERENCES rota.task (org_id, id),
  FOREIGN KEY (org_id, target_id) REFERENCES rota.task (org_id, id)
);
CREATE INDEX task_link_target ON rota.task_link (org_id, target_id, type);
ALTER TABLE rota.task_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.task_link FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.task_link FOR SELECT TO rota_api, rota_worker
  USING (coalesce(org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]), false));
CREATE POLICY tenant_insert ON rota.task_link FOR INSERT TO rota_api, rota_worker
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_delete ON rota.task_link FOR DELETE TO rota_api
  USING (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, DELETE ON rota.task_link TO rota_api;
GRANT SELECT, INSERT ON rota.task_link TO rota_worker;

CREATE TABLE rota.comment (
  org_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  task_id bigint NOT NULL,
  body text NOT NULL CHECK (length(body) BETWEEN 1 AND 65536),
  author_kind text NOT NULL,
  author_id bigint NOT NULL,
  author text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, task_id) REFERENCES rota.task (org_id, id)
);
CREATE INDEX comment_task ON rota.comment (org_id, task_id, id DESC);
ALTER TABLE rota.comment ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.comment FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.comment FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.comment FOR INSERT TO rota_api, rota_worker
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT ON rota.comment TO rota_api;
GRANT SELECT, INSERT ON rota.comment TO rota_worker;

-- What happened to a task, in order: each change of a field with what it was before, so that it can be reverted.
CREATE TABLE rota.task_event (
  org_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  task_id bigint NOT NULL,
  type text NOT NULL,
  version integer NOT NULL,
  changes jsonb,
  note text,
  attempt_id bigint,
  actor_kind text NOT NULL,
  actor_id bigint,
  actor text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, task_id) REFERENCES rota.task (org_id, id)
);
CREATE INDEX task_event_task ON rota.task_event (org_id, task_id, id DESC);
ALTER TABLE rota.task_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.task_event FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.task_event FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.task_event FOR INSERT TO rota_api, rota_worker
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT ON rota.task_event TO rota_api;
GRANT SELECT, INSERT ON rota.task_event TO rota_worker;

-- The task a credential has selected, across its sessions: one in each project, the newest is the active one.
CREATE TABLE rota.active_task (
  org_id bigint NOT NULL,
  credential text NOT NULL,
  project_id bigint NOT NULL,
  task_id bigint NOT NULL,
  selected_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (org_id, credential, project_id),
  FOREIGN KEY (org_id, project_id) REFERENCES rota.project (org_id, id),
  FOREIGN KEY (org_id, task_id) REFERENCES rota.task (org_id, id)
);
ALTER TABLE rota.active_task ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.active_task FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.active_task FOR SELECT TO rota_api
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.active_task FOR INSERT TO rota_api
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.active_task FOR UPDATE TO rota_api
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_delete ON rota.active_task FOR DELETE TO rota_api
  USING (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, UPDATE, DELETE ON rota.active_task TO rota_api;
