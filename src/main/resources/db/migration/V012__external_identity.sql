-- Users of external authorization servers as people here, and the entry by one of their access tokens.

-- Known by issuer and subject, never by address: whoever may name an address elsewhere does not own it here.
CREATE TABLE rota.external_identity (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  issuer text NOT NULL CHECK (octet_length(issuer) BETWEEN 1 AND 512),
  subject text NOT NULL CHECK (octet_length(subject) BETWEEN 1 AND 255),
  user_id bigint NOT NULL REFERENCES rota.user_account (id),
  linked_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (issuer, subject)
);
CREATE INDEX external_identity_user ON rota.external_identity (user_id);
ALTER TABLE rota.external_identity ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.external_identity FORCE ROW LEVEL SECURITY;
CREATE POLICY authorization_server ON rota.external_identity FOR ALL TO rota_auth USING (true) WITH CHECK (true);
CREATE POLICY entry ON rota.external_identity FOR SELECT TO rota_ctx USING (true);
GRANT SELECT, INSERT, DELETE ON rota.external_identity TO rota_auth;
GRANT SELECT ON rota.external_identity TO rota_ctx;

-- Until when tokens of a person do not count although their issuer would have them.
CREATE TABLE rota.external_revocation (
  user_id bigint NOT NULL REFERENCES rota.user_account (id),
  -- One token's; empty: all of the person's tokens.
  jti text NOT NULL CHECK (octet_length(jti) <= 255),
  revoked_before timestamptz NOT NULL,
  PRIMARY KEY (user_id, jti)
);
ALTER TABLE rota.external_revocation ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.external_revocation FORCE ROW LEVEL SECURITY;
CREATE POLICY authorization_server ON rota.external_revocation FOR ALL TO rota_auth USING (true) WITH CHECK (true);
CREATE POLICY entry ON rota.external_revocation FOR SELECT TO rota_ctx USING (true);
GRANT SELECT, INSERT, UPDATE (revoked_before), DELETE ON rota.external_revocation TO rota_auth;
GRANT SELECT ON rota.external_revocation TO rota_ctx;

-- Enters by a verified access token of an external issuer: p_lookup holds its iss, sub, jti (or null) and iat as JSON in
-- UTF-8. Its audience was compared before and is of no account here. Parameters and answer otherwise as those of
-- rota.enter_token; what may be done is the token's scopes as far as the role goes, since nothing was granted here.
CREATE FUNCTION rota.enter_external(p_lookup bytea[], p_resource text, p_stamp text, p_orgs bigint[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_token jsonb := convert_from(p_lookup[1], 'UTF8')::jsonb;
  t record;
  v_id text;
  v_reach jsonb;
BEGIN
  SELECT e.id, e.user_id, e.xmin::text AS e_xmin, u.active, u.name AS user_name, u.xmin::text AS u_xmin
    INTO t
    FROM rota.external_identity e
    JOIN rota.user_account u ON u.id = e.user_id
   WHERE e.issuer = v_token ->> 'iss' AND e.subject = v_token ->> 'sub';
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'TC401', MESSAGE = 'unknown_identity';
  END IF;
  v_id := 'ext_' || t.id;
  -- The issuer's clock may be half a minute ahead of ours.
  IF EXISTS (SELECT FROM rota.external_revocation r
              WHERE r.user_id = t.user_id AND r.jti IN ('', coalesce(v_token ->> 'jti', ''))
                AND to_timestamp((v_token ->> 'iat')::bigint) <= r.revoked_before + interval '30 seconds') THEN
    RAISE EXCEPTION USING ERRCODE = 'TC401', MESSAGE = 'revoked', DETAIL = v_id;
  ELSIF NOT t.active THEN
    RAISE EXCEPTION USING ERRCODE = 'TC401', MESSAGE = 'suspended', DETAIL = v_id;
  END IF;

  v_reach := rota.reach(t.user_id, NULL, v_id, t.e_xmin || ':' || t.u_xmin, p_stamp, p_orgs, true, false);
  IF v_reach IS NULL THEN
    RETURN NULL;
  END IF;
  RETURN v_reach || jsonb_build_object(
    'id', v_id, 'kind', 'user', 'user_id', t.user_id, 'user_name', t.user_name, 'projects', NULL,
    'assigned_only', false, 'read_only', false);
END $$;
REVOKE ALL ON FUNCTION rota.enter_external(bytea[], text, text, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.enter_external(bytea[], text, text, bigint[]) TO rota_api;
ALTER FUNCTION rota.enter_external(bytea[], text, text, bigint[]) OWNER TO rota_ctx;
