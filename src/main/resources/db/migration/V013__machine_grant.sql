-- A machine client's grant lasts on while it is used.
GRANT UPDATE (expires_at) ON rota.oauth_grant TO rota_auth;

-- Whether an agent may be acted as now; false when there is none.
CREATE FUNCTION rota.enter_agent(p_org bigint, p_agent bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT EXISTS (SELECT 1 FROM rota.agent a WHERE a.org_id = p_org AND a.id = p_agent AND a.active);
$$;
REVOKE ALL ON FUNCTION rota.enter_agent(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.enter_agent(bigint, bigint) TO rota_auth;
ALTER FUNCTION rota.enter_agent(bigint, bigint) OWNER TO rota_ctx;
