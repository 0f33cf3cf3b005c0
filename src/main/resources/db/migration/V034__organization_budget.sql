-- The budget of an organization is a sum over its executions at all endpoints, those that were deleted among them.
DROP INDEX rota.execution_budget;
CREATE INDEX execution_budget ON rota.execution (org_id, queued_at) INCLUDE (endpoint_id, cost_usd, reserved_usd);

-- Whoever asked for the check waits for it no more. What its check task comes to be afterwards is nobody's answer.
ALTER TABLE rota.check_request ADD COLUMN withdrawn_at timestamptz;
GRANT UPDATE (withdrawn_at) ON rota.check_request TO rota_api;
