-- What nodes ask of executions: whose turn it is, fairly among organizations, and whether who asked for one may still.

-- From one organization to the next. Of executions alone: claims move their items too often for another index.
CREATE INDEX work_queue_execution ON rota.work_queue (org_id, due_at) WHERE kind = 'execution';

-- An organization's token is a principal of its own, which ends with it.
CREATE POLICY home_read ON rota.api_token FOR SELECT TO rota_worker USING (home_org_id = (SELECT rota.ctx_org()));
GRANT SELECT (id, user_id, home_org_id, revoked_at) ON rota.api_token TO rota_worker;
