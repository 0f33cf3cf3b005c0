-- Sums up an attempt as before (V028), but looks for its project and its calls before it takes the organization's lock: of a
-- long attempt these are thousands of events, and every other change of a task waits behind that lock. It never held up the
-- events of calls, so the count is as true as it was.
CREATE OR REPLACE FUNCTION rota.attempt_ended() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_project bigint;
  v_calls bigint := 0;
BEGIN
  SELECT t.project_id INTO STRICT v_project FROM rota.task t WHERE t.org_id = NEW.org_id AND t.id = NEW.task_id;
  IF TG_OP = 'INSERT' OR OLD.status = 'running' THEN
    SELECT count(*) INTO v_calls FROM rota.audit_event e
     WHERE e.org_id = NEW.org_id AND e.object_kind = 'task' AND e.object_id = NEW.task_id AND e.at >= NEW.started_at
       AND e.category = 'MCP' AND e.actor_kind = NEW.principal_kind AND e.actor_id = NEW.principal_id;
  END IF;
  -- Held while the commit is written: nothing is looked for behind it.
  PERFORM pg_advisory_xact_lock(hashtextextended('rota.insight', NEW.org_id));
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
