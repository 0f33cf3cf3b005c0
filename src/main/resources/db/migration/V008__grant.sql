-- What people and organizations have granted to OAuth clients, and the entry by one of those grants.

-- The whole of one consent, or of one machine client. Access tokens are signed and not stored; each names its grant, and
-- the grant is asked in every call.
CREATE TABLE rota.oauth_grant (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id text NOT NULL UNIQUE CHECK (public_id LIKE 'grt\_%'),
  -- Who granted it; for a machine client the owner of the agent it acts as.
  user_id bigint NOT NULL REFERENCES rota.user_account (id),
  -- A registered client's id, or the URL of a client's metadata document.
  client_id text NOT NULL CHECK (length(client_id) BETWEEN 1 AND 2048),
  client_name text NOT NULL CHECK (length(client_name) BETWEEN 1 AND 64),
  -- The one that its access tokens are for; where an agent acts by it, the one they are for unless the client asks for
  -- another, since an agent reaches the same on every path.
  resource text NOT NULL,
  scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
  -- Only these organizations; null: all of the user's, also later ones.
  organizations bigint[] CHECK (cardinality(organizations) > 0),
  -- Only these projects; null: all, also later ones.
  projects bigint[] CHECK (cardinality(projects) > 0),
  agent_org_id bigint,
  agent_id bigint,
  -- When the person last proved who they are before granting it (security A24).
  authenticated_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  revoked_because text,
  CHECK ((agent_id IS NULL) = (agent_org_id IS NULL)),
  FOREIGN KEY (agent_org_id, agent_id) REFERENCES rota.agent (org_id, id)
);
CREATE INDEX oauth_grant_user ON rota.oauth_grant (user_id) WHERE revoked_at IS NULL;
CREATE INDEX oauth_grant_client ON rota.oauth_grant (client_id);
CREATE INDEX oauth_grant_end ON rota.oauth_grant (least(revoked_at, expires_at));
ALTER TABLE rota.oauth_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.oauth_grant FORCE ROW LEVEL SECURITY;
CREATE POLICY authorization_server ON rota.oauth_grant FOR ALL TO rota_auth USING (true) WITH CHECK (true);
CREATE POLICY entry ON rota.oauth_grant FOR SELECT TO rota_ctx USING (true);
GRANT SELECT, INSERT, UPDATE (revoked_at, revoked_because), DELETE ON rota.oauth_grant TO rota_auth;
GRANT SELECT ON rota.oauth_grant TO rota_ctx;

-- Enters by a grant: p_lookup holds its public id as UTF-8. Parameters and answer otherwise as those of rota.enter_token;
-- p_resource null where a call is entered by a caller that was read before.
CREATE FUNCTION rota.enter_grant(p_lookup bytea[], p_resource text, p_stamp text, p_orgs bigint[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  t record;
  v_reach jsonb;
BEGIN
  SELECT g.*, g.xmin::text AS g_xmin, u.active, u.name AS user_name, u.xmin::text AS u_xmin,
         a.name AS agent_name, a.active AS agent_active, a.xmin::text AS a_xmin
    INTO t
    FROM rota.oauth_grant g
    JOIN rota.user_account u ON u.id = g.user_id
    LEFT JOIN rota.agent a ON a.org_id = g.agent_org_id AND a.id = g.agent_id
   WHERE g.public_id = convert_from(p_lookup[1], 'UTF8');
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'TC401', MESSAGE = 'unknown_grant';
  ELSIF t.revoked_at <= now() THEN
    RAISE EXCEPTION USING ERRCODE = 'TC401', MESSAGE = 'revoked', DETAIL = t.public_id;
  ELSIF t.expires_at <= now() THEN
    RAISE EXCEPTION USING ERRCODE = 'TC401', MESSAGE = 'expired', DETAIL = t.public_id;
  ELSIF t.resource <> p_resource AND t.agent_id IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'TC401', MESSAGE = 'wrong_resource', DETAIL = t.public_id;
  ELSIF NOT t.active OR t.agent_active IS FALSE THEN
    RAISE EXCEPTION USING ERRCODE = 'TC401', MESSAGE = 'suspended', DETAIL = t.public_id;
  END IF;

  v_reach := rota.reach(t.user_id,
    CASE WHEN t.agent_org_id IS NOT NULL THEN ARRAY[t.agent_org_id] ELSE t.organizations END, t.public_id,
    t.g_xmin || ':' || t.u_xmin || ':' || coalesce(t.a_xmin, ''), p_stamp, p_orgs,
    t.agent_id IS NULL, t.agent_id IS NULL AND t.resource LIKE '%/api/v1');
  IF v_reach IS NULL THEN
    RETURN NULL;
  END IF;
  RETURN v_reach || jsonb_build_object(
    'id', t.public_id, 'kind', CASE WHEN t.agent_id IS NULL THEN 'user' ELSE 'agent' END, 'client_id', t.client_id,
    'user_id', t.user_id, 'user_name', t.user_name, 'agent_id', t.agent_id, 'agent_name', t.agent_name,
    'scopes', to_jsonb(t.scopes), 'projects', to_jsonb(t.projects), 'assigned_only', false, 'read_only', false,
    'authenticated_at', t.authenticated_at);
END $$;
REVOKE ALL ON FUNCTION rota.enter_grant(bytea[], text, text, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.enter_grant(bytea[], text, text, bigint[]) TO rota_api;
ALTER FUNCTION rota.enter_grant(bytea[], text, text, bigint[]) OWNER TO rota_ctx;

-- A person as the authorization server sees them, by id or by address; null when there is none. The organizations they
-- belong to now are entered for this transaction, so that what happens to a grant can be written into each one's audit.
CREATE FUNCTION rota.enter_account(p_user bigint, p_email text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  u record;
  v_organizations jsonb;
  v_orgs bigint[];
BEGIN
  IF p_user IS NULL THEN
    SELECT a.id, a.email, a.name, a.active INTO u FROM rota.user_account a WHERE lower(a.email) = lower(p_email);
  ELSE
    SELECT a.id, a.email, a.name, a.active INTO u FROM rota.user_account a WHERE a.id = p_user;
  END IF;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT coalesce(array_agg(o.id ORDER BY o.id), '{}'),
         coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'role', m.role) ORDER BY o.name), '[]')
    INTO v_orgs, v_organizations
    FROM rota.membership m JOIN rota.organization o ON o.id = m.org_id
   WHERE m.user_id = u.id AND m.active;
  PERFORM set_config('rota.org_ids', v_orgs::text, true), set_config('rota.org_id', '', true);
  RETURN jsonb_build_object('id', u.id, 'email', u.email, 'name', u.name, 'active', u.active, 'organizations', v_organizations);
END $$;
REVOKE ALL ON FUNCTION rota.enter_account(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.enter_account(bigint, text) TO rota_auth;
ALTER FUNCTION rota.enter_account(bigint, text) OWNER TO rota_ctx;
