-- Tokens and grants as the admin API sees them: a person their own, an organization those that reach it.

-- One condition each, and none that fails where several organizations are entered: of policies that are joined by OR nobody
-- knows which is asked first.
CREATE POLICY own_or_reaching ON rota.api_token FOR SELECT TO rota_api
  USING (home_org_id IS NULL AND (user_id = (SELECT rota.ctx_user())
    OR EXISTS (SELECT FROM rota.membership m
                WHERE m.user_id = api_token.user_id AND m.active AND m.org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]))));
CREATE POLICY own_or_home_insert ON rota.api_token FOR INSERT TO rota_api
  WITH CHECK (CASE WHEN home_org_id IS NULL THEN user_id = (SELECT rota.ctx_user())
                   ELSE home_org_id = (SELECT rota.ctx_org()) END);
CREATE POLICY own_or_home_update ON rota.api_token FOR UPDATE TO rota_api
  USING (CASE WHEN home_org_id IS NULL THEN user_id = (SELECT rota.ctx_user())
              ELSE ARRAY[home_org_id] = (SELECT rota.ctx_orgs())::bigint[] END);
GRANT SELECT (organizations, retired_at, replaces), INSERT, UPDATE (expires_at, revoked_at, retired_at) ON rota.api_token
  TO rota_api;

CREATE POLICY of_visible_tokens ON rota.token_use FOR SELECT TO rota_api
  USING (EXISTS (SELECT FROM rota.api_token t
                  WHERE t.id = token_use.token_id
                    AND (t.home_org_id IS NULL OR t.home_org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]))));
GRANT SELECT (token_id, last_used_at) ON rota.token_use TO rota_api;

CREATE POLICY own_or_reaching ON rota.oauth_grant FOR SELECT TO rota_api
  USING (CASE WHEN agent_org_id IS NOT NULL THEN agent_org_id = ANY ((SELECT rota.ctx_orgs())::bigint[])
              ELSE user_id = (SELECT rota.ctx_user())
                OR ((organizations IS NULL OR organizations && (SELECT rota.ctx_orgs())::bigint[])
                    AND EXISTS (SELECT FROM rota.membership m WHERE m.user_id = oauth_grant.user_id AND m.active
                                   AND m.org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]))) END);
GRANT SELECT (id, public_id, user_id, client_id, client_name, resource, scopes, organizations, projects, agent_org_id,
  agent_id, created_at, expires_at, revoked_at) ON rota.oauth_grant TO rota_api;

-- How far a token that somebody makes with this credential may reach: the organizations entered where the credential does
-- not reach all of theirs, else null, so that nobody makes one that reaches further (security M4).
CREATE FUNCTION rota.enter_inherited_reach(p_credential text) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF EXISTS (SELECT FROM rota.credential_block b WHERE b.credential = p_credential)
     OR EXISTS (SELECT FROM rota.api_token t WHERE t.public_id = p_credential AND t.organizations IS NOT NULL)
     OR EXISTS (SELECT FROM rota.oauth_grant g WHERE g.public_id = p_credential AND g.organizations IS NOT NULL) THEN
    RETURN rota.ctx_orgs();
  END IF;
  RETURN NULL;
END $$;

-- Ends a grant: p_org null the entered person's own, with everything that came of it; else for the organization that is
-- entered. One that reaches other organizations too goes on there. What is remembered of the consent is forgotten, since it
-- would make the grant anew and nobody be asked. The grant's number; null where there is none to end.
CREATE FUNCTION rota.enter_ended_grant(p_grant text, p_org bigint, p_because text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE g record;
BEGIN
  SELECT x.* INTO g FROM rota.oauth_grant x
   WHERE x.public_id = p_grant AND x.revoked_at IS NULL AND x.expires_at > now() FOR UPDATE;
  IF NOT FOUND OR (p_org IS NULL AND (g.agent_id IS NOT NULL OR g.user_id IS DISTINCT FROM rota.ctx_user())) THEN
    RETURN NULL;
  END IF;
  IF p_org IS NULL OR g.agent_org_id = rota.ctx_org() OR g.organizations = ARRAY[rota.ctx_org()] THEN
    UPDATE rota.oauth_grant SET revoked_at = now(), revoked_because = p_because WHERE id = g.id;
  ELSIF g.agent_id IS NOT NULL OR NOT coalesce(rota.ctx_org() = ANY (g.organizations), true)
     OR NOT EXISTS (SELECT FROM rota.membership m WHERE m.org_id = rota.ctx_org() AND m.user_id = g.user_id AND m.active) THEN
    RETURN NULL;
  ELSE
    INSERT INTO rota.credential_block (org_id, credential) VALUES (rota.ctx_org(), g.public_id) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
  END IF;
  DELETE FROM rota.consent c WHERE c.user_id = g.user_id AND c.client_id = g.client_id;
  RETURN g.id;
END $$;
CREATE POLICY entry_end ON rota.oauth_grant FOR UPDATE TO rota_ctx USING (true) WITH CHECK (true);
GRANT UPDATE (revoked_at, revoked_because) ON rota.oauth_grant TO rota_ctx;
CREATE POLICY entry_read ON rota.consent FOR SELECT TO rota_ctx USING (true);
CREATE POLICY entry_forget ON rota.consent FOR DELETE TO rota_ctx USING (true);
GRANT SELECT, DELETE ON rota.consent TO rota_ctx;

-- Revokes the token of one of these hashes, which somebody has found where everybody can read it; what it was, with the
-- organizations that it reached, which are entered for this transaction. Null where there is none that counts.
CREATE FUNCTION rota.enter_leaked_token(p_hashes bytea[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE t record; v_orgs bigint[];
BEGIN
  UPDATE rota.api_token k SET revoked_at = now()
   WHERE k.token_hash = ANY (p_hashes) AND k.revoked_at IS NULL AND k.expires_at > now()
  RETURNING k.id, k.public_id, k.user_id, k.home_org_id, k.organizations INTO t;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  v_orgs := rota.token_organizations(t.user_id, t.home_org_id, t.organizations);
  PERFORM set_config('rota.org_ids', v_orgs::text, true), set_config('rota.org_id', '', true);
  RETURN jsonb_build_object('id', t.id, 'public_id', t.public_id, 'user_id', t.user_id, 'organizations', to_jsonb(v_orgs));
END $$;

-- The organizations whose log has what happens to a token: where it was made for, or where its person is and it counts.
CREATE FUNCTION rota.token_organizations(p_user bigint, p_home bigint, p_within bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT CASE WHEN p_home IS NOT NULL THEN ARRAY[p_home] ELSE coalesce(
    (SELECT array_agg(m.org_id ORDER BY m.org_id) FROM rota.membership m
      WHERE m.user_id = p_user AND m.active AND (p_within IS NULL OR m.org_id = ANY (p_within))), '{}') END;
$$;
REVOKE ALL ON FUNCTION rota.token_organizations(bigint, bigint, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.token_organizations(bigint, bigint, bigint[]) TO rota_ctx;

-- Disables up to p_most tokens that nobody has used for 180 days, and notes of as many others that their owner is being told:
-- a week before that, and a week before they expire (security C9). The organizations they concern are entered for this
-- transaction; the answer says what became of each.
CREATE FUNCTION rota.enter_aged_tokens(p_most integer) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE v_found jsonb; v_orgs bigint[];
BEGIN
  WITH aged AS (
    SELECT k.id, CASE WHEN d.unused > interval '180 days' THEN 'disabled'
                      WHEN k.expires_at < now() + interval '7 days' AND k.expiry_told_at IS NULL THEN 'expiring'
                      ELSE 'unused' END AS what
      FROM rota.api_token k
      LEFT JOIN rota.token_use u ON u.token_id = k.id
     CROSS JOIN LATERAL (SELECT now() - coalesce(u.last_used_at, k.created_at) AS unused) d
     WHERE k.revoked_at IS NULL AND k.expires_at > now()
       AND (d.unused > interval '180 days'
            OR (k.expires_at < now() + interval '7 days' AND k.expiry_told_at IS NULL)
            OR (d.unused > interval '173 days' AND (k.disuse_told_at IS NULL OR k.disuse_told_at < u.last_used_at)))
     ORDER BY k.id LIMIT p_most FOR UPDATE OF k SKIP LOCKED),
  changed AS (
    UPDATE rota.api_token k
       SET revoked_at = CASE WHEN a.what = 'disabled' THEN now() END,
           expiry_told_at = CASE WHEN a.what = 'expiring' THEN now() ELSE k.expiry_told_at END,
           disuse_told_at = CASE WHEN a.what = 'unused' THEN now() ELSE k.disuse_told_at END
      FROM aged a WHERE k.id = a.id
    RETURNING k.id, k.public_id, k.user_id, a.what,
              rota.token_organizations(k.user_id, k.home_org_id, k.organizations) AS organizations)
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'public_id', c.public_id, 'user_id', c.user_id, 'what', c.what,
                                               'organizations', to_jsonb(c.organizations)) ORDER BY c.id), '[]'),
         coalesce((SELECT array_agg(DISTINCT o) FROM changed x, unnest(x.organizations) o), '{}')
    INTO v_found, v_orgs FROM changed c;
  PERFORM set_config('rota.org_ids', v_orgs::text, true), set_config('rota.org_id', '', true);
  RETURN v_found;
END $$;
GRANT UPDATE (revoked_at, expiry_told_at, disuse_told_at) ON rota.api_token TO rota_ctx;
GRANT EXECUTE ON FUNCTION rota.ctx_orgs(), rota.ctx_user() TO rota_ctx;

REVOKE ALL ON FUNCTION rota.enter_inherited_reach(text), rota.enter_ended_grant(text, bigint, text),
  rota.enter_leaked_token(bytea[]), rota.enter_aged_tokens(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.enter_inherited_reach(text), rota.enter_ended_grant(text, bigint, text) TO rota_api;
GRANT EXECUTE ON FUNCTION rota.enter_leaked_token(bytea[]), rota.enter_aged_tokens(integer) TO rota_auth;
ALTER FUNCTION rota.enter_inherited_reach(text) OWNER TO rota_ctx;
ALTER FUNCTION rota.enter_ended_grant(text, bigint, text) OWNER TO rota_ctx;
ALTER FUNCTION rota.enter_leaked_token(bytea[]) OWNER TO rota_ctx;
ALTER FUNCTION rota.enter_aged_tokens(integer) OWNER TO rota_ctx;

-- Looking for them belongs to no organization: it stands under number 0, which none has. Nobody but a migration makes it.
ALTER TABLE rota.work_queue NO FORCE ROW LEVEL SECURITY;
INSERT INTO rota.work_queue (org_id, kind, subject_id, due_at) VALUES (0, 'aged_tokens', 0, now());
ALTER TABLE rota.work_queue FORCE ROW LEVEL SECURITY;
