-- A sequencer reads the end of each chain by itself, among up to two hundred organizations. Where their array may be used for an
-- index, PostgreSQL sorts it for each of them anew, which was two fifths of a batch. The statements name the organization, and
-- the policies only look at what was found: no index can be asked whether a comparison is true. Where nothing is found, nobody
-- notices that no organization was entered, as with tasks.
LOCK TABLE ONLY rota.audit_chain, ONLY rota.audit_event IN ACCESS EXCLUSIVE MODE;
ALTER POLICY worker_read ON rota.audit_chain
  USING ((org_id = ANY ((SELECT rota.ctx_chain_orgs())::bigint[])) IS TRUE);
ALTER POLICY worker_read ON rota.audit_event
  USING ((org_id = ANY ((SELECT rota.ctx_chain_orgs())::bigint[])) IS TRUE);
