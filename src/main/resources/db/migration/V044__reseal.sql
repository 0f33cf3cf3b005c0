-- An operator who replaces the encryption key has what is sealed with it sealed anew. The worker does it in each organization,
-- as it does all that no caller asks for, so that each has an event of it; the owner could not write one. It may not change
-- anything else of an endpoint, and what it writes opens for that endpoint alone.
GRANT UPDATE (private_sealed) ON rota.signing_key TO rota_auth;
GRANT UPDATE (secret_sealed) ON rota.model_endpoint TO rota_worker;
CREATE POLICY tenant_reseal ON rota.model_endpoint FOR UPDATE TO rota_worker
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
