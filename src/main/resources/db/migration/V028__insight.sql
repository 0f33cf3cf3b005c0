-- What reports read, and changes of tasks in the order in which they came to be seen.

-- All that totals ask of a task, so that counting a hundred thousand never touches their rows.
CREATE INDEX task_facts ON rota.task (org_id, project_id, status)
  INCLUDE (kind, complexity, complexity_score, assignee_kind, assignee_id, assignee, created_at)
  WHERE trashed_at IS NULL;
-- Pages that were changed are looked up one by one until they are vacuumed: soon, for a table that always changes a little.
ALTER TABLE rota.task SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
-- Tasks that are not finished, the hardest first.
CREATE INDEX task_hardest ON rota.task (org_id, complexity_score DESC, id) INCLUDE (project_id, key)
  WHERE status IN ('backlog', 'todo', 'in_progress', 'in_review') AND trashed_at IS NULL;
CREATE INDEX task_under_way ON rota.task (org_id, updated_at) WHERE status = 'in_progress' AND trashed_at IS NULL;
-- What can leave a dependent without its dependency.
CREATE INDEX task_given_up ON rota.task (org_id, id) WHERE status IN ('failed', 'cancelled') OR trashed_at IS NOT NULL;
-- Calls about a task, from when on.
CREATE INDEX audit_event_task ON rota.audit_event (org_id, object_id, at) WHERE object_kind = 'task';

-- Attempts that have ended, summed up: who tried, where, by which model, how it ended. Numbers of a day are added up by
-- each transaction that ends an attempt, so they are as true as the attempts themselves.
CREATE TABLE rota.attempt_day (
  org_id bigint NOT NULL,
  -- Of the end, in UTC.
  day date NOT NULL,
  project_id bigint NOT NULL,
  principal_kind text NOT NULL,
  principal_id bigint NOT NULL,
  -- Empty where none was told, as the next.
  model text NOT NULL,
  status text NOT NULL,
  failure_class text NOT NULL,
  -- The name that the principal had last.
  principal text NOT NULL,
  attempts bigint NOT NULL,
  duration_ms numeric NOT NULL,
  tokens_input numeric NOT NULL,
  tokens_output numeric NOT NULL,
  tokens_total numeric NOT NULL,
  cost_usd numeric NOT NULL,
  -- Calls of tools about the task, by who held it, while it was held.
  tool_calls bigint NOT NULL,
  PRIMARY KEY (org_id, day, project_id, principal_kind, principal_id, model, status, failure_class),
  FOREIGN KEY (org_id, project_id) REFERENCES rota.project (org_id, id)
);
ALTER TABLE rota.attempt_day ENABLE ROW LEVEL SECURITY;

-- What was before. Only the owner without FORCE sees the rows of every organization.
ALTER TABLE rota.attempt NO FORCE ROW LEVEL SECURITY;
ALTER TABLE rota.task NO FORCE ROW LEVEL SECURITY;
ALTER TABLE rota.task_event NO FORCE ROW LEVEL SECURITY;
INSERT INTO rota.attempt_day SELECT a.org_id, (a.finished_at AT TIME ZONE 'UTC')::date, t.project_id, a.principal_kind,
       a.principal_id, coalesce(a.model, ''), a.status, coalesce(a.failure_class, ''), max(a.principal), count(*),
       sum(coalesce(a.wall_clock_ms, greatest(0, extract(epoch FROM a.finished_at - a.started_at) * 1000)::bigint)),
       sum(coalesce(a.tokens_input, 0)), sum(coalesce(a.tokens_output, 0)), sum(coalesce(a.tokens_total, 0)),
       sum(coalesce(a.cost_usd, 0)), 0
  FROM rota.attempt a JOIN rota.task t ON t.org_id = a.org_id AND t.id = a.task_id
 WHERE a.finished_at IS NOT NULL
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

CREATE POLICY tenant_read ON rota.attempt_day FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.attempt_day FOR INSERT TO rota_api, rota_worker
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.attempt_day FOR UPDATE TO rota_api, rota_worker
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, UPDATE (principal, attempts, duration_ms, tokens_input, tokens_output, tokens_total, cost_usd, tool_calls)
  ON rota.attempt_day TO rota_api, rota_worker;

-- Runs with the commit, under the lock of the organization that task_changed takes as well: whoever waits for it waits for
-- nothing else, so none can wait for each other. The call that ends an attempt has its audit event by then, and counts.
CREATE FUNCTION rota.attempt_ended() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_project bigint;
  v_calls bigint := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('rota.insight', NEW.org_id));
  SELECT t.project_id INTO STRICT v_project FROM rota.task t WHERE t.org_id = NEW.org_id AND t.id = NEW.task_id;
  IF TG_OP = 'INSERT' OR OLD.status = 'running' THEN
    SELECT count(*) INTO v_calls FROM rota.audit_event e
     WHERE e.org_id = NEW.org_id AND e.object_kind = 'task' AND e.object_id = NEW.task_id AND e.at >= NEW.started_at
       AND e.category = 'MCP' AND e.actor_kind = NEW.principal_kind AND e.actor_id = NEW.principal_id;
  END IF;
  INSERT INTO rota.attempt_day AS d (org_id, day, project_id, principal_kind, principal_id, model, status, failure_class,
         principal, attempts, duration_ms, tokens_input, tokens_output, tokens_total, cost_usd, tool_calls)
  SELECT NEW.org_id, x.day, v_project, NEW.principal_kind, NEW.principal_id, x.model, x.status, x.failure_class,
         NEW.principal, sum(x.sign), sum(x.sign * x.duration_ms), sum(x.sign * x.tokens_input),
         sum(x.sign * x.tokens_output), sum(x.sign * x.tokens_total), sum(x.sign * x.cost_usd), sum(x.calls)
    FROM (SELECT s.sign, s.calls, ((s.a).finished_at AT TIME ZONE 'UTC')::date AS day, coalesce((s.a).model, '') AS model, (s.a).status,
                 coalesce((s.a).failure_class, '') AS failure_class,
                 coalesce((s.a).wall_clock_ms, greatest(0, extract(epoch FROM (s.a).finished_at - (s.a).started_at) * 1000)::bigint) AS duration_ms,
                 coalesce((s.a).tokens_input, 0) AS tokens_input, coalesce((s.a).tokens_output, 0) AS tokens_output,
                 coalesce((s.a).tokens_total, 0) AS tokens_total, coalesce((s.a).cost_usd, 0) AS cost_usd
            FROM (SELECT 1 AS sign, v_calls AS calls, NEW AS a
                  UNION ALL
                  SELECT -1, 0, OLD WHERE TG_OP = 'UPDATE' AND OLD.status <> 'running') s) x
   GROUP BY x.day, x.model, x.status, x.failure_class
  ON CONFLICT (org_id, day, project_id, principal_kind, principal_id, model, status, failure_class) DO UPDATE
     SET principal = excluded.principal, attempts = d.attempts + excluded.attempts,
         duration_ms = d.duration_ms + excluded.duration_ms, tokens_input = d.tokens_input + excluded.tokens_input,
         tokens_output = d.tokens_output + excluded.tokens_output, tokens_total = d.tokens_total + excluded.tokens_total,
         cost_usd = d.cost_usd + excluded.cost_usd, tool_calls = d.tool_calls + excluded.tool_calls;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION rota.attempt_ended() FROM PUBLIC;

CREATE CONSTRAINT TRIGGER ended AFTER INSERT OR UPDATE ON rota.attempt DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.status <> 'running') EXECUTE FUNCTION rota.attempt_ended();

-- Events of tasks, numbered in the order of their commits: whoever has read up to a number has read all before it. The ids
-- of events are drawn long before they can be seen, and so out of order.
CREATE TABLE rota.task_change (
  org_id bigint NOT NULL,
  -- From 1, without gaps. It stays when the event is deleted with its task: no number is ever given again.
  seq bigint NOT NULL CHECK (seq > 0),
  event_id bigint NOT NULL,
  PRIMARY KEY (org_id, seq)
);
ALTER TABLE rota.task_change ENABLE ROW LEVEL SECURITY;
INSERT INTO rota.task_change (org_id, seq, event_id)
SELECT e.org_id, row_number() OVER (PARTITION BY e.org_id ORDER BY e.id), e.id FROM rota.task_event e;
CREATE POLICY tenant_read ON rota.task_change FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.task_change FOR INSERT TO rota_api, rota_worker
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT ON rota.task_change TO rota_api, rota_worker;

-- Runs with the commit: the lock is held while it is written and no longer.
CREATE FUNCTION rota.task_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('rota.insight', NEW.org_id));
  INSERT INTO rota.task_change (org_id, seq, event_id)
  SELECT NEW.org_id, coalesce((SELECT c.seq FROM rota.task_change c WHERE c.org_id = NEW.org_id
                                ORDER BY c.seq DESC LIMIT 1), 0) + 1, NEW.id;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION rota.task_changed() FROM PUBLIC;

CREATE CONSTRAINT TRIGGER changed AFTER INSERT ON rota.task_event DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION rota.task_changed();

ALTER TABLE rota.attempt_day FORCE ROW LEVEL SECURITY;
ALTER TABLE rota.task_change FORCE ROW LEVEL SECURITY;
ALTER TABLE rota.attempt FORCE ROW LEVEL SECURITY;
ALTER TABLE rota.task FORCE ROW LEVEL SECURITY;
ALTER TABLE rota.task_event FORCE ROW LEVEL SECURITY;
