-- Opaque tokens (security section 3) and the entry by one of them.

CREATE TABLE rota.api_token (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('user', 'org', 'agent')),
  hint text NOT NULL,
  token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  pepper_version integer NOT NULL,
  -- The user behind it: owner of a personal token, maker of an organization token, owner of the agent.
  user_id bigint NOT NULL REFERENCES rota.user_account (id),
  -- Where it was made for; null for a personal token, which spans its user's organizations.
  home_org_id bigint REFERENCES rota.organization (id),
  agent_id bigint,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  scopes text[] NOT NULL,
  resource text NOT NULL CHECK (resource IN ('mcp', 'admin')),
  -- Of a personal token, only these organizations; null: all of its user's, also later ones.
  organizations bigint[] CHECK (cardinality(organizations) > 0),
  projects bigint[],
  assigned_only boolean NOT NULL DEFAULT false,
  read_only boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by bigint NOT NULL REFERENCES rota.user_account (id),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  -- Since when its name is free for another: it was rotated and lives on for a while, or has expired.
  retired_at timestamptz,
  -- Public id of the token that it took the place of.
  replaces text,
  -- When its owner was told that it is about to expire, or to be disabled because nobody uses it.
  expiry_told_at timestamptz,
  disuse_told_at timestamptz,
  CHECK ((kind = 'user') = (home_org_id IS NULL)),
  CHECK (organizations IS NULL OR kind = 'user'),
  CHECK ((kind = 'agent') = (agent_id IS NOT NULL)),
  CHECK (expires_at <= created_at + interval '366 days'),
  FOREIGN KEY (home_org_id, agent_id) REFERENCES rota.agent (org_id, id)
);
CREATE INDEX api_token_user ON rota.api_token (user_id);
CREATE INDEX api_token_home ON rota.api_token (home_org_id);
CREATE UNIQUE INDEX api_token_name ON rota.api_token (coalesce(home_org_id, 0), user_id, kind, name)
  WHERE revoked_at IS NULL AND retired_at IS NULL;
ALTER TABLE rota.api_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.api_token FORCE ROW LEVEL SECURITY;
CREATE POLICY context_read ON rota.api_token FOR SELECT TO rota_api
  USING (home_org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY context_insert ON rota.api_token FOR INSERT TO rota_worker
  WITH CHECK (home_org_id IS NULL OR home_org_id = (SELECT rota.ctx_org()));
CREATE POLICY entry ON rota.api_token FOR SELECT TO rota_ctx USING (true);
CREATE POLICY entry_rehash ON rota.api_token FOR UPDATE TO rota_ctx USING (true) WITH CHECK (true);
GRANT SELECT (id, public_id, kind, hint, user_id, home_org_id, agent_id, name, scopes, resource, projects,
  assigned_only, read_only, created_at, created_by, expires_at, revoked_at) ON rota.api_token TO rota_api;
GRANT INSERT ON rota.api_token TO rota_worker;
GRANT SELECT, UPDATE (token_hash, pepper_version) ON rota.api_token TO rota_ctx;

-- When a token was last seen, apart from the token: writing it must not make the token look changed.
CREATE TABLE rota.token_use (
  token_id bigint PRIMARY KEY REFERENCES rota.api_token (id) ON DELETE CASCADE,
  last_used_at timestamptz NOT NULL,
  network text NOT NULL
);
ALTER TABLE rota.token_use ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.token_use FORCE ROW LEVEL SECURITY;
CREATE POLICY entry ON rota.token_use FOR ALL TO rota_ctx USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON rota.token_use TO rota_ctx;

-- Where a credential that spans its person's organizations counts no longer, although they belong there: whoever governs
-- that organization has ended it for this one alone.
CREATE TABLE rota.credential_block (
  org_id bigint NOT NULL REFERENCES rota.organization (id),
  -- Public id of a token or grant.
  credential text NOT NULL CHECK (length(credential) BETWEEN 1 AND 100),
  blocked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, credential)
);
CREATE INDEX credential_block_credential ON rota.credential_block (credential);
ALTER TABLE rota.credential_block ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.credential_block FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.credential_block FOR SELECT TO rota_api
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.credential_block FOR INSERT TO rota_api WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY entry ON rota.credential_block FOR SELECT TO rota_ctx USING (true);
CREATE POLICY entry_insert ON rota.credential_block FOR INSERT TO rota_ctx WITH CHECK (true);
GRANT SELECT, INSERT ON rota.credential_block TO rota_api, rota_ctx;

-- What every entry by a credential ends in: the organizations of p_orgs (null: all that are reached) are entered for this
-- transaction. Reached are the active memberships of p_user, within p_within unless that is null, and without those where
-- p_credential is blocked.
-- p_state names the row versions of the credential itself; with those of memberships, roles and organizations it makes
-- the stamp. p_stamp null: answers with everything of a caller that is not the credential's own. Else p_stamp is the state
-- the caller was read from; if anything has changed since, TC409 and nothing happens. The stamp is made of the row versions
-- themselves, so no writer can forget to change it. p_person: the credential speaks for p_user themselves, who then is
-- rota.ctx_user() of this transaction. p_alone: they are let in although they belong to no organization.
-- Runs as the owner of the enter_* function that calls it.
CREATE FUNCTION rota.reach(p_user bigint, p_within bigint[], p_credential text, p_state text, p_stamp text, p_orgs bigint[],
  p_person boolean, p_alone boolean)
RETURNS jsonb LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  m record;
  v_stamp text;
  v_orgs bigint[];
BEGIN
  SELECT array_agg(s.org_id ORDER BY s.org_id) AS orgs,
         string_agg(s.m_xmin || '.' || r.xmin::text || '.' || o.xmin::text, '/' ORDER BY s.org_id) AS stamp
    INTO m
    FROM (SELECT x.org_id, x.role, x.xmin::text AS m_xmin FROM rota.membership x
           WHERE x.user_id = p_user AND x.active AND (p_within IS NULL OR x.org_id = ANY (p_within))
             AND NOT EXISTS (SELECT FROM rota.credential_block b WHERE b.org_id = x.org_id AND b.credential = p_credential)) s
    JOIN rota.role r ON r.org_id = s.org_id AND r.name = s.role
    JOIN rota.organization o ON o.id = s.org_id;
  IF m.orgs IS NULL AND NOT p_alone THEN
    RAISE EXCEPTION USING ERRCODE = 'TC401', MESSAGE = 'no_organization', DETAIL = p_credential;
  END IF;

  v_stamp := p_state || ':' || coalesce(m.stamp, '');
  IF p_stamp IS NOT NULL AND p_stamp <> v_stamp THEN
    RAISE EXCEPTION USING ERRCODE = 'TC409', MESSAGE = 'stale';
  END IF;
  v_orgs := coalesce(p_orgs, m.orgs, '{}');
  IF NOT v_orgs <@ coalesce(m.orgs, '{}') OR (cardinality(v_orgs) = 0 AND m.orgs IS NOT NULL) THEN
    RAISE EXCEPTION USING ERRCODE = 'TC404', MESSAGE = 'organization not found';   -- foreign and absent: the same
  END IF;

  PERFORM set_config('rota.org_ids', v_orgs::text, true),                          -- true: this transaction only
          set_config('rota.org_id', CASE WHEN cardinality(v_orgs) = 1 THEN v_orgs[1]::text ELSE '' END, true),
          set_config('rota.user_id', CASE WHEN p_person THEN p_user::text ELSE '' END, true);
  IF p_stamp IS NOT NULL THEN
    RETURN NULL;
  END IF;
  RETURN jsonb_build_object(
    'stamp', v_stamp,
    'organizations', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'slug', o.slug, 'name', o.name,
                               'role', x.role, 'permissions', to_jsonb(r.permissions), 'policy', o.policy) ORDER BY o.id), '[]')
                        FROM rota.membership x
                        JOIN rota.role r ON r.org_id = x.org_id AND r.name = x.role
                        JOIN rota.organization o ON o.id = x.org_id
                       WHERE x.user_id = p_user AND x.org_id = ANY (m.orgs)));
END $$;
REVOKE ALL ON FUNCTION rota.reach(bigint, bigint[], text, text, text, bigint[], boolean, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.reach(bigint, bigint[], text, text, text, bigint[], boolean, boolean) TO rota_ctx;

-- Enters by an opaque token; parameters and answer as those of rota.reach.
CREATE FUNCTION rota.enter_token(p_hashes bytea[], p_resource text, p_stamp text, p_orgs bigint[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  t record;
  v_reach jsonb;
BEGIN
  -- LIMIT: else the planner expects ten tokens, and reads all people and agents for their sake.
  SELECT k.*, u.active, u.name AS user_name, u.xmin::text AS u_xmin,
         a.name AS agent_name, a.active AS agent_active, a.xmin::text AS a_xmin
    INTO t
    FROM (SELECT x.*, x.xmin::text AS k_xmin FROM rota.api_token x WHERE x.token_hash = ANY (p_hashes) LIMIT 1) k
    JOIN rota.user_account u ON u.id = k.user_id
    LEFT JOIN rota.agent a ON a.org_id = k.home_org_id AND a.id = k.agent_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'TC401', MESSAGE = 'unknown';
  ELSIF t.revoked_at <= now() THEN
    RAISE EXCEPTION USING ERRCODE = 'TC401', MESSAGE = 'revoked', DETAIL = t.public_id;
  ELSIF t.expires_at <= now() THEN
    RAISE EXCEPTION USING ERRCODE = 'TC401', MESSAGE = 'expired', DETAIL = t.public_id;
  ELSIF t.resource <> p_resource THEN
    RAISE EXCEPTION USING ERRCODE = 'TC401', MESSAGE = 'wrong_resource', DETAIL = t.public_id;
  ELSIF NOT t.active OR t.agent_active IS FALSE THEN
    RAISE EXCEPTION USING ERRCODE = 'TC401', MESSAGE = 'suspended', DETAIL = t.public_id;
  -- Who was read before has used it since.
  ELSIF p_stamp IS NULL AND now() - interval '180 days' >
        coalesce((SELECT u.last_used_at FROM rota.token_use u WHERE u.token_id = t.id), t.created_at) THEN
    RAISE EXCEPTION USING ERRCODE = 'TC401', MESSAGE = 'unused', DETAIL = t.public_id;
  END IF;

  v_reach := rota.reach(t.user_id,
    CASE WHEN t.home_org_id IS NOT NULL THEN ARRAY[t.home_org_id] ELSE t.organizations END, t.public_id,
    t.k_xmin || ':' || t.u_xmin || ':' || coalesce(t.a_xmin, ''), p_stamp, p_orgs,
    t.kind = 'user', t.resource = 'admin');
  IF v_reach IS NULL THEN
    RETURN NULL;
  END IF;
  RETURN v_reach || jsonb_build_object(
    'id', t.public_id, 'token_id', t.id, 'kind', t.kind, 'name', t.name,
    'user_id', t.user_id, 'user_name', t.user_name, 'agent_id', t.agent_id, 'agent_name', t.agent_name,
    'scopes', to_jsonb(t.scopes), 'projects', to_jsonb(t.projects), 'pepper_version', t.pepper_version,
    'assigned_only', t.assigned_only, 'read_only', t.read_only);
END $$;

-- Notes that a token was used, at most once a minute, and moves it to the current pepper when it was read under the
-- old one. Runs off the request's way; the hash must still be the one that was presented.
CREATE FUNCTION rota.enter_token_use(p_hash bytea, p_network text, p_new_hash bytea, p_pepper_version integer)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE v_id bigint;
BEGIN
  SELECT id INTO v_id FROM rota.api_token WHERE token_hash = p_hash AND revoked_at IS NULL;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  INSERT INTO rota.token_use AS u (token_id, last_used_at, network) VALUES (v_id, now(), p_network)
    ON CONFLICT (token_id) DO UPDATE SET last_used_at = excluded.last_used_at, network = excluded.network
    WHERE u.last_used_at < now() - interval '60 seconds';
  IF p_new_hash IS NOT NULL THEN
    UPDATE rota.api_token SET token_hash = p_new_hash, pepper_version = p_pepper_version
     WHERE id = v_id AND pepper_version <> p_pepper_version;
  END IF;
END $$;

REVOKE ALL ON FUNCTION rota.enter_token(bytea[], text, text, bigint[]),
  rota.enter_token_use(bytea, text, bytea, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.enter_token(bytea[], text, text, bigint[]),
  rota.enter_token_use(bytea, text, bytea, integer) TO rota_api;
ALTER FUNCTION rota.enter_token(bytea[], text, text, bigint[]) OWNER TO rota_ctx;
ALTER FUNCTION rota.enter_token_use(bytea, text, bytea, integer) OWNER TO rota_ctx;

-- Background work enters one organization at a time.
CREATE FUNCTION rota.enter_worker(p_org bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM set_config('rota.org_ids', ARRAY[p_org]::text, true), set_config('rota.org_id', p_org::text, true);
END $$;
REVOKE ALL ON FUNCTION rota.enter_worker(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.enter_worker(bigint) TO rota_worker;
ALTER FUNCTION rota.enter_worker(bigint) OWNER TO rota_ctx;
