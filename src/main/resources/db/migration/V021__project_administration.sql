-- What owners decide about projects: requirements, gates, and taking an organization's content out and in.

-- A key of digits alone could be mistaken for an id.
ALTER TABLE rota.project ADD CHECK (key ~ '[A-Z]');
CREATE POLICY tenant_delete ON rota.project FOR DELETE TO rota_api USING (org_id = (SELECT rota.ctx_org()));
GRANT DELETE ON rota.project TO rota_api;

ALTER TABLE rota.requirement
  ADD CHECK (length(status) BETWEEN 1 AND 40),
  ADD CHECK (jsonb_typeof(metadata) = 'object');
CREATE INDEX requirement_project ON rota.requirement (org_id, project_id, id);
CREATE POLICY tenant_delete ON rota.requirement FOR DELETE TO rota_api USING (org_id = (SELECT rota.ctx_org()));
GRANT DELETE ON rota.requirement TO rota_api;

-- What evidence a task of a project must show before it reaches one of the statuses.
CREATE TABLE rota.gate (
  org_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  project_id bigint NOT NULL,
  name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  description text CHECK (length(description) BETWEEN 1 AND 1000),
  statuses text[] NOT NULL CHECK (statuses <@ '{in_review,done}' AND cardinality(statuses) > 0),
  -- Types of which the task must have an artifact each, with its content.
  artifacts text[] NOT NULL
    CHECK (artifacts <@ '{diff,file,log,benchmark,screenshot,check}'),
  -- How many commits must be recorded on it.
  commits integer NOT NULL CHECK (commits BETWEEN 0 AND 100),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (cardinality(artifacts) > 0 OR commits > 0),
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, name),
  FOREIGN KEY (org_id, project_id) REFERENCES rota.project (org_id, id)
);
CREATE INDEX gate_project ON rota.gate (org_id, project_id);
ALTER TABLE rota.gate ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.gate FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.gate FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.gate FOR INSERT TO rota_api WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.gate FOR UPDATE TO rota_api
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_delete ON rota.gate FOR DELETE TO rota_api USING (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, UPDATE (description, statuses, artifacts, commits, version), DELETE ON rota.gate TO rota_api;
GRANT SELECT ON rota.gate TO rota_worker;

-- How far the import of an export has come: whole lines only, so that a cut one goes on where it stopped.
CREATE TABLE rota.import_run (
  org_id bigint PRIMARY KEY REFERENCES rota.organization (id),
  -- That the file's first line names.
  export_id uuid NOT NULL,
  lines bigint NOT NULL DEFAULT 0,
  -- SHA-256 of those lines: what is sent again must begin with them.
  digest bytea NOT NULL CHECK (length(digest) = 32),
  -- Rows made, by type.
  counts jsonb NOT NULL DEFAULT '{}',
  -- What is said of the organization itself, which counts when all else is there.
  organization jsonb,
  begun_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);
ALTER TABLE rota.import_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.import_run FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.import_run FOR SELECT TO rota_api
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.import_run FOR INSERT TO rota_api WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.import_run FOR UPDATE TO rota_api
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, UPDATE (lines, digest, counts, organization, finished_at) ON rota.import_run TO rota_api;

-- What a row of the export is here.
CREATE TABLE rota.import_id (
  org_id bigint NOT NULL,
  type text NOT NULL,
  source_id bigint NOT NULL,
  target_id bigint NOT NULL,
  PRIMARY KEY (org_id, type, source_id),
  FOREIGN KEY (org_id) REFERENCES rota.import_run (org_id)
);
ALTER TABLE rota.import_id ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.import_id FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.import_id FOR SELECT TO rota_api
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.import_id FOR INSERT TO rota_api WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT ON rota.import_id TO rota_api;

-- Content of artifacts on its way in, until all of one is there.
CREATE TABLE rota.import_content (
  org_id bigint NOT NULL,
  artifact_id bigint NOT NULL,
  part_no integer NOT NULL,
  bytes bytea NOT NULL CHECK (length(bytes) <= 1048576),
  PRIMARY KEY (org_id, artifact_id, part_no),
  FOREIGN KEY (org_id, artifact_id) REFERENCES rota.artifact (org_id, id)
);
ALTER TABLE rota.import_content ALTER COLUMN bytes SET STORAGE EXTERNAL;
ALTER TABLE rota.import_content ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.import_content FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.import_content FOR SELECT TO rota_api
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.import_content FOR INSERT TO rota_api WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_delete ON rota.import_content FOR DELETE TO rota_api
  USING (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, DELETE ON rota.import_content TO rota_api;
