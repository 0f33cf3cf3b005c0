-- Organizations as their owners make, change and end them; invitations; what goes with a member who leaves.

-- Without a slug from the moment it is deleted on, until nothing of it is left. A slug of digits would read as an id.
ALTER TABLE rota.organization
  ALTER COLUMN slug DROP NOT NULL,
  ADD COLUMN deleted_at timestamptz,
  ADD CONSTRAINT organization_slug_is_no_id CHECK (slug !~ '^[0-9]+$'),
  ADD CONSTRAINT organization_deleted CHECK ((slug IS NULL) = (deleted_at IS NOT NULL));
CREATE INDEX organization_deleted ON rota.organization (id) WHERE deleted_at IS NOT NULL;
CREATE POLICY entry_update ON rota.organization FOR UPDATE TO rota_ctx USING (true) WITH CHECK (true);
CREATE POLICY erasure ON rota.organization FOR DELETE TO rota_ctx USING (deleted_at IS NOT NULL);
GRANT UPDATE (slug, name, policy, default_project_id, version, deleted_at), DELETE ON rota.organization TO rota_ctx;
GRANT EXECUTE ON FUNCTION rota.ctx_user() TO rota_ctx;

CREATE POLICY tenant_insert ON rota.role FOR INSERT TO rota_api WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_delete ON rota.role FOR DELETE TO rota_api USING (org_id = (SELECT rota.ctx_org()));
GRANT INSERT, DELETE ON rota.role TO rota_api;

-- Whoever holds the token of one may join as whom it names (security section 6). Gone once it is used.
CREATE TABLE rota.invitation (
  org_id bigint NOT NULL REFERENCES rota.organization (id),
  id bigint GENERATED ALWAYS AS IDENTITY,
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  role text NOT NULL,
  token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
  invited_by bigint NOT NULL REFERENCES rota.user_account (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, role) REFERENCES rota.role (org_id, name)
);
CREATE UNIQUE INDEX invitation_email ON rota.invitation (org_id, lower(email));
CREATE INDEX invitation_token ON rota.invitation (token_hash);
ALTER TABLE rota.invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.invitation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.invitation FOR SELECT TO rota_api USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.invitation FOR INSERT TO rota_api WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_delete ON rota.invitation FOR DELETE TO rota_api USING (org_id = (SELECT rota.ctx_org()));
CREATE POLICY entry ON rota.invitation FOR ALL TO rota_ctx USING (true) WITH CHECK (false);
GRANT SELECT (org_id, id, email, role, invited_by, created_at, expires_at), INSERT, DELETE ON rota.invitation TO rota_api;
GRANT SELECT, DELETE ON rota.invitation TO rota_ctx;

-- A person's new organization with its system roles, of which they are the owner. Its log may be written to in this
-- transaction. Null where they own a hundred already, or nobody acts for themselves.
CREATE FUNCTION rota.enter_own_organization(p_slug text, p_name text, p_roles jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_user bigint := rota.ctx_user();
  v_before text := current_setting('rota.org_ids', true);
  v_id bigint;
BEGIN
  IF v_user IS NULL OR (SELECT count(*) >= 100 FROM rota.membership WHERE user_id = v_user AND role = 'owner') THEN
    RETURN NULL;
  END IF;
  v_id := rota.enter_new_organization(p_slug, p_name, v_user, p_roles);
  PERFORM set_config('rota.org_ids', (v_before::bigint[] || v_id)::text, true), set_config('rota.org_id', '', true);
  RETURN v_id;
END $$;

-- Whether whoever invites could do so now: what they have lost since, their invitations have lost too (security M4).
CREATE FUNCTION rota.invitation_stands(p_org bigint, p_by bigint, p_role text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT EXISTS (
    SELECT FROM rota.membership m JOIN rota.role r ON r.org_id = m.org_id AND r.name = m.role
      JOIN rota.role w ON w.org_id = m.org_id AND w.name = p_role
     WHERE m.org_id = p_org AND m.user_id = p_by AND m.active AND 'member.invite' = ANY (r.permissions)
       AND (m.role = 'owner' OR (w.name <> 'owner' AND r.permissions @> w.permissions AND NOT w.permissions @> r.permissions)));
$$;
REVOKE ALL ON FUNCTION rota.invitation_stands(bigint, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.invitation_stands(bigint, bigint, text) TO rota_ctx;

-- What an invitation says, by its token's hash under any of the peppers; null where none is open.
CREATE FUNCTION rota.enter_invitation(p_hashes bytea[]) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT jsonb_build_object('organization', o.id, 'name', o.name, 'email', i.email, 'role', i.role,
           'known', EXISTS (SELECT FROM rota.user_account u WHERE lower(u.email) = lower(i.email)))
    FROM rota.invitation i JOIN rota.organization o ON o.id = i.org_id
   WHERE i.token_hash = ANY (p_hashes) AND i.expires_at > now() AND o.deleted_at IS NULL
     AND rota.invitation_stands(i.org_id, i.invited_by, i.role);
$$;

-- Uses an invitation up for a person who has no account yet, in the organization that was entered. Null where it is not
-- open any more; its address must have no account, or that of somebody else would get a new password.
CREATE FUNCTION rota.enter_newcomer(p_hashes bytea[], p_name text, p_password_hash text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  i record;
  v_user bigint;
BEGIN
  -- A deletion that runs beside it comes before or after, never between.
  PERFORM FROM rota.organization o WHERE o.id = rota.ctx_org() AND o.deleted_at IS NULL FOR SHARE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  DELETE FROM rota.invitation x USING rota.organization o
   WHERE x.org_id = rota.ctx_org() AND x.token_hash = ANY (p_hashes) AND x.expires_at > now()
     AND o.id = x.org_id AND o.deleted_at IS NULL AND rota.invitation_stands(x.org_id, x.invited_by, x.role)
   RETURNING x.id, x.org_id, x.email, x.role, o.slug INTO i;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  INSERT INTO rota.user_account (email, name) VALUES (i.email, p_name) RETURNING id INTO v_user;
  INSERT INTO rota.user_credential (user_id, password_hash) VALUES (v_user, p_password_hash);
  INSERT INTO rota.membership (org_id, user_id, role) VALUES (i.org_id, v_user, i.role);
  RETURN jsonb_build_object('invitation', i.id, 'organization', i.org_id, 'slug', i.slug, 'role', i.role,
                            'user', v_user, 'email', i.email, 'name', p_name);
END $$;
CREATE POLICY entry_insert ON rota.user_credential FOR INSERT TO rota_ctx WITH CHECK (true);
GRANT INSERT ON rota.user_credential TO rota_ctx;

-- Uses an invitation up for somebody who has an account, and enters its organization, so that its log can be written to.
-- Null where none is open to their address; "joined" tells whether they were no member before.
CREATE FUNCTION rota.enter_invited(p_hashes bytea[], p_user bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  u record;
  i record;
  v_joined boolean;
BEGIN
  SELECT a.id, a.email, a.name INTO u FROM rota.user_account a WHERE a.id = p_user;
  PERFORM FROM rota.organization o JOIN rota.invitation x ON x.org_id = o.id
    WHERE x.token_hash = ANY (p_hashes) AND o.deleted_at IS NULL FOR SHARE OF o;
  DELETE FROM rota.invitation x USING rota.organization o
   WHERE x.token_hash = ANY (p_hashes) AND x.expires_at > now() AND lower(x.email) = lower(u.email)
     AND o.id = x.org_id AND o.deleted_at IS NULL AND rota.invitation_stands(x.org_id, x.invited_by, x.role)
   RETURNING x.id, x.org_id, x.role, o.slug INTO i;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  INSERT INTO rota.membership (org_id, user_id, role) VALUES (i.org_id, u.id, i.role)
    ON CONFLICT (org_id, user_id) DO NOTHING;
  v_joined := FOUND;
  PERFORM set_config('rota.org_ids', ARRAY[i.org_id]::text, true), set_config('rota.org_id', '', true);
  RETURN jsonb_build_object('invitation', i.id, 'organization', i.org_id, 'slug', i.slug, 'role', i.role,
                            'user', u.id, 'email', u.email, 'name', u.name, 'joined', v_joined);
END $$;

-- The same for the person who acts for themselves in this transaction, beside what they had entered before.
CREATE FUNCTION rota.enter_by_invitation(p_hashes bytea[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_before text := current_setting('rota.org_ids', true);
  v_joined jsonb := rota.enter_invited(p_hashes, rota.ctx_user());
BEGIN
  IF v_joined IS NOT NULL THEN
    PERFORM set_config('rota.org_ids', (v_before::bigint[] || (v_joined ->> 'organization')::bigint)::text, true);
  END IF;
  RETURN v_joined;
END $$;

-- Ends a membership of the organization that was entered, and with it whatever acted by it: tokens and agent keys, grants
-- of their agents and grants for this organization alone, the consents that would make such grants anew, and open
-- invitations by them. What spans organizations stays, and reaches this one no more, also when they come back (security M8).
CREATE FUNCTION rota.enter_departure(p_user bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE v_org bigint := rota.ctx_org();
BEGIN
  DELETE FROM rota.membership WHERE org_id = v_org AND user_id = p_user;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE rota.api_token SET revoked_at = now()
   WHERE user_id = p_user AND revoked_at IS NULL AND (home_org_id = v_org OR organizations = ARRAY[v_org]);
  UPDATE rota.oauth_grant SET revoked_at = now(), revoked_because = 'membership_ended'
   WHERE user_id = p_user AND revoked_at IS NULL AND (agent_org_id = v_org OR organizations = ARRAY[v_org]);
  INSERT INTO rota.credential_block (org_id, credential)
    SELECT v_org, t.public_id FROM rota.api_token t
     WHERE t.user_id = p_user AND t.home_org_id IS NULL AND t.revoked_at IS NULL AND t.expires_at > now()
    UNION ALL
    SELECT v_org, g.public_id FROM rota.oauth_grant g
     WHERE g.user_id = p_user AND g.agent_id IS NULL AND g.revoked_at IS NULL AND g.expires_at > now()
    ON CONFLICT (org_id, credential) DO NOTHING;
  DELETE FROM rota.consent WHERE user_id = p_user AND organizations = ARRAY[v_org];
  DELETE FROM rota.invitation WHERE org_id = v_org AND invited_by = p_user;
  RETURN true;
END $$;
CREATE POLICY entry_delete ON rota.membership FOR DELETE TO rota_ctx USING (true);
GRANT DELETE ON rota.membership TO rota_ctx;
GRANT UPDATE (revoked_at, organizations), DELETE ON rota.api_token TO rota_ctx;
CREATE INDEX api_token_organizations ON rota.api_token USING gin (organizations) WHERE organizations IS NOT NULL;
CREATE POLICY erasure ON rota.api_token FOR DELETE TO rota_ctx
  USING (coalesce(home_org_id, organizations[1]) IN (SELECT o.id FROM rota.organization o WHERE o.deleted_at IS NOT NULL));
CREATE POLICY entry_change ON rota.oauth_grant FOR UPDATE TO rota_ctx USING (true) WITH CHECK (true);
CREATE POLICY erasure ON rota.oauth_grant FOR DELETE TO rota_ctx USING (true);
GRANT UPDATE (revoked_at, revoked_because, organizations), DELETE ON rota.oauth_grant TO rota_ctx;
CREATE POLICY entry ON rota.consent FOR ALL TO rota_ctx USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE (organizations), DELETE ON rota.consent TO rota_ctx;

-- Ends the organization that was entered: nobody belongs to it from this transaction on, so that no entry reaches it, and
-- its slug is free. Its rows go later, bit by bit, by rota.enter_erasure.
CREATE FUNCTION rota.enter_deletion() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE v_org bigint := rota.ctx_org();
BEGIN
  DELETE FROM rota.membership WHERE org_id = v_org;
  DELETE FROM rota.invitation WHERE org_id = v_org;
  UPDATE rota.organization SET slug = NULL, name = 'deleted', policy = '{}', default_project_id = NULL,
         version = version + 1, deleted_at = now()
   WHERE id = v_org;
END $$;

-- Rows of a table that refers to itself could not go one batch after the other.
ALTER TABLE rota.task DROP CONSTRAINT task_org_id_parent_id_fkey,
  ADD FOREIGN KEY (org_id, parent_id) REFERENCES rota.task (org_id, id) ON DELETE SET NULL (parent_id);
CREATE INDEX oauth_grant_agent ON rota.oauth_grant (agent_org_id) WHERE agent_org_id IS NOT NULL;
CREATE INDEX oauth_grant_organizations ON rota.oauth_grant USING gin (organizations);
CREATE INDEX consent_organizations ON rota.consent USING gin (organizations);

-- Erases about p_most rows of a deleted organization; how many it was, 0 where nothing is left, -1 where the rest must wait.
-- Tables go in the order of their foreign keys, as the catalog has them, so that a new one cannot be forgotten; those with
-- large values ten rows at a time. The log goes last: once each event has its place in the chain, a digest covers them all,
-- and no call that was let in before can add another. Chain and digests stay, they hold hashes only (security T18).
CREATE FUNCTION rota.enter_erasure(p_org bigint, p_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_deleted timestamptz;
  t record;
  v_count integer;
  v_total integer := 0;
BEGIN
  SELECT deleted_at INTO v_deleted FROM rota.organization WHERE id = p_org;
  IF v_deleted IS NULL THEN
    RETURN 0;
  END IF;
  DELETE FROM rota.api_token WHERE home_org_id = p_org OR organizations = ARRAY[p_org];
  UPDATE rota.api_token SET organizations = array_remove(organizations, p_org) WHERE organizations @> ARRAY[p_org];
  DELETE FROM rota.oauth_grant WHERE agent_org_id = p_org;
  DELETE FROM rota.oauth_grant WHERE organizations @> ARRAY[p_org] AND cardinality(organizations) = 1;
  UPDATE rota.oauth_grant SET organizations = array_remove(organizations, p_org) WHERE organizations @> ARRAY[p_org];
  DELETE FROM rota.consent WHERE organizations @> ARRAY[p_org] AND cardinality(organizations) = 1;
  UPDATE rota.consent SET organizations = array_remove(organizations, p_org) WHERE organizations @> ARRAY[p_org];
  DELETE FROM rota.work_queue WHERE org_id = p_org AND kind NOT IN ('erasure', 'audit_digest');

  FOR t IN
    WITH RECURSIVE owned AS (
      SELECT c.oid, c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE c.relnamespace = 'rota'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
         AND a.attname = 'org_id' AND NOT a.attisdropped
         AND c.relname NOT IN ('audit_event', 'audit_pending', 'audit_chain', 'audit_digest', 'audit_digest_upload', 'work_queue')),
    depth (oid, steps) AS (
      SELECT oid, 0 FROM owned
      UNION
      SELECT k.conrelid, d.steps + 1 FROM depth d JOIN pg_constraint k ON k.confrelid = d.oid
       WHERE k.contype = 'f' AND k.conrelid <> k.confrelid AND k.conrelid IN (SELECT oid FROM owned) AND d.steps < 50)
    SELECT o.name, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = o.oid AND a.attstorage = 'e') AS large
      FROM owned o JOIN depth d ON d.oid = o.oid GROUP BY o.oid, o.name ORDER BY max(d.steps) DESC, o.name
  LOOP
    EXECUTE format('DELETE FROM rota.%1$I WHERE org_id = $1 AND ctid = ANY (ARRAY(SELECT ctid FROM rota.%1$I WHERE org_id = $1 LIMIT $2))',
                   t.name)
      USING p_org, CASE WHEN t.large THEN least(p_most, 10) ELSE p_most - v_total END;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_total := v_total + v_count;
    EXIT WHEN v_total >= p_most OR (t.large AND v_count > 0);
  END LOOP;
  IF v_total > 0 THEN
    RETURN v_total;
  END IF;

  UPDATE rota.work_queue SET due_at = now() WHERE org_id = p_org AND kind = 'audit_digest';
  IF FOUND OR v_deleted > now() - interval '2 minutes'
      OR EXISTS (SELECT FROM rota.audit_pending WHERE org_id = p_org) THEN
    RETURN -1;
  END IF;
  DELETE FROM rota.audit_event WHERE (org_id, at, id) IN
    (SELECT e.org_id, e.at, e.id FROM rota.audit_event e WHERE e.org_id = p_org ORDER BY e.at LIMIT p_most);
  GET DIAGNOSTICS v_count = ROW_COUNT;
  IF v_count > 0 THEN
    RETURN v_count;
  END IF;
  DELETE FROM rota.organization WHERE id = p_org;
  RETURN 0;
END $$;
GRANT UPDATE (due_at) ON rota.work_queue TO rota_ctx;

REVOKE ALL ON FUNCTION rota.enter_own_organization(text, text, jsonb), rota.enter_invitation(bytea[]),
  rota.enter_newcomer(bytea[], text, text), rota.enter_invited(bytea[], bigint), rota.enter_by_invitation(bytea[]),
  rota.enter_departure(bigint),
  rota.enter_deletion(), rota.enter_erasure(bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.enter_own_organization(text, text, jsonb), rota.enter_by_invitation(bytea[]),
  rota.enter_departure(bigint), rota.enter_deletion() TO rota_api;
GRANT EXECUTE ON FUNCTION rota.enter_invited(bytea[], bigint) TO rota_auth;
GRANT EXECUTE ON FUNCTION rota.enter_invitation(bytea[]), rota.enter_newcomer(bytea[], text, text),
  rota.enter_erasure(bigint, integer) TO rota_worker;
ALTER FUNCTION rota.enter_own_organization(text, text, jsonb) OWNER TO rota_ctx;
ALTER FUNCTION rota.enter_invitation(bytea[]) OWNER TO rota_ctx;
ALTER FUNCTION rota.enter_newcomer(bytea[], text, text) OWNER TO rota_ctx;
ALTER FUNCTION rota.enter_invited(bytea[], bigint) OWNER TO rota_ctx;
ALTER FUNCTION rota.enter_by_invitation(bytea[]) OWNER TO rota_ctx;
ALTER FUNCTION rota.enter_departure(bigint) OWNER TO rota_ctx;
ALTER FUNCTION rota.enter_deletion() OWNER TO rota_ctx;
ALTER FUNCTION rota.enter_erasure(bigint, integer) OWNER TO rota_ctx;
