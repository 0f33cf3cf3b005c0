GRANT USAGE ON SCHEMA rota TO rota_api, rota_auth, rota_worker, rota_audit, rota_ctx;

-- The tenant context: what a transaction may see, and the two functions every policy asks.
-- Settings rota.org_ids, rota.org_id and rota.user_id are transaction-local; only the enter_* functions set them.

-- '' and NULL both mean "not set": after a transaction that set it locally, the setting reads '' on that connection.
CREATE FUNCTION rota.ctx_orgs() RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = '' AS $$
DECLARE v text := current_setting('rota.org_ids', true);
BEGIN
  IF v IS NULL OR v = '' THEN
    RAISE EXCEPTION USING ERRCODE = 'TC001', MESSAGE = 'tenant context missing';
  END IF;
  RETURN v::bigint[];
END $$;

CREATE FUNCTION rota.ctx_org() RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = '' AS $$
DECLARE v text := current_setting('rota.org_id', true);
BEGIN
  IF v IS NULL OR v = '' THEN
    RAISE EXCEPTION USING ERRCODE = 'TC002', MESSAGE = 'no single organization to write to';
  END IF;
  RETURN v::bigint;
END $$;

-- Who acts for themselves in this transaction; null where an organization's token or an agent does.
CREATE FUNCTION rota.ctx_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
RETURN nullif(current_setting('rota.user_id', true), '')::bigint;

-- A time as it is told everywhere: ISO 8601 in UTC. What PostgreSQL writes into JSON by itself ends in +00:00.
CREATE FUNCTION rota.utc(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

REVOKE ALL ON FUNCTION rota.utc(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.utc(timestamptz) TO rota_api, rota_worker;
REVOKE ALL ON FUNCTION rota.ctx_orgs(), rota.ctx_org(), rota.ctx_user() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.ctx_orgs(), rota.ctx_org(), rota.ctx_user() TO rota_api, rota_auth, rota_worker;
