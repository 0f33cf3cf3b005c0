SET ROLE rota_owner;

-- The sequencer numbers events of many organizations in one transaction: one for each costs the database more than the calls
-- do. It enters a context of its own, which the policies of its two tables ask for. What else organizations own asks for
-- rota.ctx_orgs(), which raises there; the queues of background work ask for nothing, as ever.
CREATE FUNCTION rota.ctx_chain_orgs() RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = '' AS $$
DECLARE v text := current_setting('rota.chain_org_ids', true);
BEGIN
  IF v IS NULL OR v = '' THEN
    RETURN rota.ctx_orgs();
  END IF;
  RETURN v::bigint[];
END $$;
REVOKE ALL ON FUNCTION rota.ctx_chain_orgs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.ctx_chain_orgs() TO rota_worker;

-- In the order in which a sequencer that is at work takes them.
LOCK TABLE ONLY rota.audit_chain, ONLY rota.audit_event IN ACCESS EXCLUSIVE MODE;
ALTER POLICY tenant_read ON rota.audit_chain TO rota_api;
CREATE POLICY worker_read ON rota.audit_chain FOR SELECT TO rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_chain_orgs())::bigint[]));
ALTER POLICY tenant_insert ON rota.audit_chain WITH CHECK (org_id = ANY ((SELECT rota.ctx_chain_orgs())::bigint[]));
ALTER POLICY tenant_read ON rota.audit_event TO rota_api;
CREATE POLICY worker_read ON rota.audit_event FOR SELECT TO rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_chain_orgs())::bigint[]));

CREATE FUNCTION rota.enter_sequencer(p_orgs bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF coalesce(cardinality(p_orgs), 0) NOT BETWEEN 1 AND 200 OR array_position(p_orgs, NULL) IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'TC001', MESSAGE = 'the sequencer enters 1 to 200 organizations';
  END IF;
  PERFORM set_config('rota.chain_org_ids', p_orgs::text, true), -- true: this transaction only
          set_config('rota.org_ids', '', true), set_config('rota.org_id', '', true);
END $$;
REVOKE ALL ON FUNCTION rota.enter_sequencer(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.enter_sequencer(bigint[]) TO rota_worker;
ALTER FUNCTION rota.enter_sequencer(bigint[]) OWNER TO rota_ctx;
