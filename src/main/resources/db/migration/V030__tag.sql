-- Tags of a project, each a context of its own: the tasks with the label tag:<name>; and the tag that a credential works in.

-- What a tag is before it has a task, and what it is for.
CREATE TABLE rota.project_tag (
  org_id bigint NOT NULL,
  project_id bigint NOT NULL,
  name text NOT NULL CHECK (name ~ '^[A-Za-z0-9_-]{1,50}$' AND name <> 'master'),
  description text CHECK (length(description) BETWEEN 1 AND 1000),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, project_id, name),
  FOREIGN KEY (org_id, project_id) REFERENCES rota.project (org_id, id) ON DELETE CASCADE
);
ALTER TABLE rota.project_tag ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.project_tag FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.project_tag FOR SELECT TO rota_api
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.project_tag FOR INSERT TO rota_api WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.project_tag FOR UPDATE TO rota_api
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_delete ON rota.project_tag FOR DELETE TO rota_api USING (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, UPDATE (name), DELETE ON rota.project_tag TO rota_api;

-- Absent: the tag master, which is every task without a tag.
CREATE TABLE rota.current_tag (
  org_id bigint NOT NULL,
  credential text NOT NULL,
  project_id bigint NOT NULL,
  tag text NOT NULL CHECK (length(tag) BETWEEN 1 AND 50),
  PRIMARY KEY (org_id, credential, project_id),
  FOREIGN KEY (org_id, project_id) REFERENCES rota.project (org_id, id) ON DELETE CASCADE
);
ALTER TABLE rota.current_tag ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.current_tag FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.current_tag FOR SELECT TO rota_api
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.current_tag FOR INSERT TO rota_api WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.current_tag FOR UPDATE TO rota_api
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_delete ON rota.current_tag FOR DELETE TO rota_api USING (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, UPDATE (tag), DELETE ON rota.current_tag TO rota_api;

-- Tasks of a project in the order of their numbers, without their subtasks.
CREATE INDEX task_project_number ON rota.task (org_id, project_id, id) WHERE parent_id IS NULL AND trashed_at IS NULL;
