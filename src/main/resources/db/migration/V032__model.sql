-- Servers of language models that an organization uses, and the runs of its tasks on them.

CREATE TABLE rota.model_endpoint (
  org_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  provider text NOT NULL CHECK (provider IN ('ollama', 'anthropic', 'openai')),
  base_url text NOT NULL CHECK (length(base_url) BETWEEN 1 AND 2048),
  models text[] NOT NULL CHECK (cardinality(models) BETWEEN 1 AND 50),
  -- Sealed with a key that the database does not have, and bound to organization and name.
  secret_sealed bytea,
  -- US dollars for a million tokens.
  price_input_usd numeric(12, 6) NOT NULL CHECK (price_input_usd >= 0),
  price_output_usd numeric(12, 6) NOT NULL CHECK (price_output_usd >= 0),
  -- What its executions may cost together; null for no limit.
  usd_per_day numeric(12, 6) CHECK (usd_per_day >= 0),
  usd_per_month numeric(12, 6) CHECK (usd_per_month >= 0),
  concurrency integer NOT NULL CHECK (concurrency BETWEEN 1 AND 100),
  timeout_seconds integer NOT NULL CHECK (timeout_seconds BETWEEN 1 AND 3600),
  max_output_tokens integer NOT NULL CHECK (max_output_tokens BETWEEN 1 AND 1000000),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, name)
);
ALTER TABLE rota.model_endpoint ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.model_endpoint FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.model_endpoint FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.model_endpoint FOR INSERT TO rota_api
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.model_endpoint FOR UPDATE TO rota_api
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_delete ON rota.model_endpoint FOR DELETE TO rota_api
  USING (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT, DELETE,
  UPDATE (base_url, models, secret_sealed, price_input_usd, price_output_usd, usd_per_day, usd_per_month, concurrency,
          timeout_seconds, max_output_tokens, version) ON rota.model_endpoint TO rota_api;
GRANT SELECT ON rota.model_endpoint TO rota_worker;

-- One run of one task on one model. What is due stands in work_queue, whose due_at is also the lease of the node that runs it.
CREATE TABLE rota.execution (
  org_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  attempt_id bigint NOT NULL,
  task_id bigint NOT NULL,
  -- Null once the endpoint is gone; what it was called stays.
  endpoint_id bigint,
  endpoint text NOT NULL CHECK (length(endpoint) BETWEEN 1 AND 63),
  provider text NOT NULL CHECK (provider IN ('ollama', 'anthropic', 'openai')),
  model text NOT NULL CHECK (length(model) BETWEEN 1 AND 200),
  auto_complete boolean NOT NULL,
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'success', 'partial', 'error', 'cancelled')),
  -- The body as it is sent.
  request json NOT NULL,
  response text CHECK (octet_length(response) <= 16777216),
  error text CHECK (length(error) BETWEEN 1 AND 100),
  -- Requests that were sent, or may have been.
  tries smallint NOT NULL DEFAULT 0,
  -- Counts up with each node that takes it: whoever took it before writes no more.
  fence integer NOT NULL DEFAULT 0,
  tokens_input bigint CHECK (tokens_input >= 0),
  tokens_output bigint CHECK (tokens_output >= 0),
  -- Counts for the budgets until the cost is known, and for good where it never is.
  reserved_usd numeric(12, 6) NOT NULL CHECK (reserved_usd >= 0),
  cost_usd numeric(12, 6) CHECK (cost_usd >= 0),
  queued_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  -- When the request of this try was about to be sent; null while nothing was.
  sent_at timestamptz,
  finished_at timestamptz,
  CHECK ((status IN ('queued', 'running')) = (finished_at IS NULL)),
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, attempt_id),
  FOREIGN KEY (org_id, attempt_id) REFERENCES rota.attempt (org_id, id),
  FOREIGN KEY (org_id, task_id) REFERENCES rota.task (org_id, id),
  FOREIGN KEY (org_id, endpoint_id) REFERENCES rota.model_endpoint (org_id, id) ON DELETE SET NULL (endpoint_id)
);
CREATE INDEX execution_task ON rota.execution (org_id, task_id, id DESC);
CREATE INDEX execution_open ON rota.execution (org_id, status) WHERE status IN ('queued', 'running');
CREATE INDEX execution_budget ON rota.execution (org_id, endpoint_id, queued_at)
  INCLUDE (cost_usd, reserved_usd) WHERE endpoint_id IS NOT NULL;
ALTER TABLE rota.execution ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.execution FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.execution FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.execution FOR INSERT TO rota_api
  WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.execution FOR UPDATE TO rota_worker
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
GRANT SELECT, INSERT ON rota.execution TO rota_api;
GRANT SELECT, UPDATE (status, response, error, tries, fence, tokens_input, tokens_output, cost_usd, started_at, sent_at,
  finished_at) ON rota.execution TO rota_worker;
