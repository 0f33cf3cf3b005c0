-- Organizations, the people in them, and the agents they own.

CREATE TABLE rota.organization (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  policy jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(policy) = 'object'),
  default_project_id bigint,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE rota.organization ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.organization FORCE ROW LEVEL SECURITY;
CREATE POLICY context_read ON rota.organization FOR SELECT TO rota_api, rota_worker
  USING (id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY context_update ON rota.organization FOR UPDATE TO rota_api
  USING (id = (SELECT rota.ctx_org())) WITH CHECK (id = (SELECT rota.ctx_org()));
CREATE POLICY entry ON rota.organization FOR SELECT TO rota_ctx USING (true);
CREATE POLICY entry_insert ON rota.organization FOR INSERT TO rota_ctx WITH CHECK (true);
CREATE POLICY worker_update ON rota.organization FOR UPDATE TO rota_worker
  USING (id = (SELECT rota.ctx_org())) WITH CHECK (id = (SELECT rota.ctx_org()));
GRANT SELECT, UPDATE (name, policy, default_project_id, version) ON rota.organization TO rota_api, rota_worker;
GRANT SELECT, INSERT ON rota.organization TO rota_ctx;

CREATE TABLE rota.user_account (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX user_account_email ON rota.user_account (lower(email));
ALTER TABLE rota.user_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.user_account FORCE ROW LEVEL SECURITY;
GRANT SELECT ON rota.user_account TO rota_api, rota_worker;
GRANT SELECT, INSERT ON rota.user_account TO rota_ctx;

CREATE TABLE rota.user_credential (
  user_id bigint PRIMARY KEY REFERENCES rota.user_account (id) ON DELETE CASCADE,
  password_hash text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE rota.user_credential ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.user_credential FORCE ROW LEVEL SECURITY;
CREATE POLICY authorization_server ON rota.user_credential FOR ALL TO rota_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON rota.user_credential TO rota_auth;

CREATE TABLE rota.role (
  org_id bigint NOT NULL REFERENCES rota.organization (id),
  name text NOT NULL CHECK (name ~ '^[a-z][a-z0-9_-]{0,62}$'),
  permissions text[] NOT NULL,
  system boolean NOT NULL DEFAULT false,
  PRIMARY KEY (org_id, name)
);
ALTER TABLE rota.role ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.role FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.role FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY entry ON rota.role FOR SELECT TO rota_ctx USING (true);
CREATE POLICY entry_insert ON rota.role FOR INSERT TO rota_ctx WITH CHECK (true);
GRANT SELECT ON rota.role TO rota_api, rota_worker;
GRANT SELECT, INSERT ON rota.role TO rota_ctx;

CREATE TABLE rota.membership (
  org_id bigint NOT NULL REFERENCES rota.organization (id),
  user_id bigint NOT NULL REFERENCES rota.user_account (id),
  role text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  joined_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, user_id),
  FOREIGN KEY (org_id, role) REFERENCES rota.role (org_id, name)
);
CREATE INDEX membership_user ON rota.membership (user_id);
ALTER TABLE rota.membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.membership FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.membership FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY entry ON rota.membership FOR SELECT TO rota_ctx USING (true);
CREATE POLICY entry_insert ON rota.membership FOR INSERT TO rota_ctx WITH CHECK (true);
GRANT SELECT ON rota.membership TO rota_api, rota_worker;
GRANT SELECT, INSERT ON rota.membership TO rota_ctx;

-- A person is visible only through a shared, active membership: the subquery is itself cut by membership's policy.
CREATE POLICY shared_organization ON rota.user_account FOR SELECT TO rota_api, rota_worker
  USING (EXISTS (SELECT FROM rota.membership m
                  WHERE m.user_id = user_account.id AND m.active AND m.org_id = ANY ((SELECT rota.ctx_orgs())::bigint[])));
CREATE POLICY entry ON rota.user_account FOR SELECT TO rota_ctx USING (true);
CREATE POLICY entry_insert ON rota.user_account FOR INSERT TO rota_ctx WITH CHECK (true);

CREATE TABLE rota.agent (
  org_id bigint NOT NULL REFERENCES rota.organization (id),
  id bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  owner_user_id bigint NOT NULL REFERENCES rota.user_account (id),
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, name)
);
ALTER TABLE rota.agent ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.agent FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON rota.agent FOR SELECT TO rota_api, rota_worker
  USING (org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]));
CREATE POLICY tenant_insert ON rota.agent FOR INSERT TO rota_api, rota_worker WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY tenant_update ON rota.agent FOR UPDATE TO rota_api
  USING (org_id = (SELECT rota.ctx_org())) WITH CHECK (org_id = (SELECT rota.ctx_org()));
CREATE POLICY entry ON rota.agent FOR SELECT TO rota_ctx USING (true);
GRANT SELECT, INSERT, UPDATE (name, active) ON rota.agent TO rota_api;
GRANT SELECT, INSERT ON rota.agent TO rota_worker;
GRANT SELECT ON rota.agent TO rota_ctx;

-- What exists before an organization is known, for the operator's own commands. Each is one of the enter_* functions,
-- because it makes what a context is entered by; only rota_worker may call them.

-- The user of that address, made if there is none.
CREATE FUNCTION rota.enter_user(p_email text, p_name text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE v_id bigint;
BEGIN
  INSERT INTO rota.user_account (email, name) VALUES (p_email, p_name)
    ON CONFLICT (lower(email)) DO NOTHING RETURNING id INTO v_id;
  IF v_id IS NULL THEN
    SELECT id INTO v_id FROM rota.user_account WHERE lower(email) = lower(p_email);
  END IF;
  RETURN v_id;
END $$;

-- The user of that address; null when there is none.
CREATE FUNCTION rota.enter_known_user(p_email text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN (SELECT id FROM rota.user_account WHERE lower(email) = lower(p_email));
END $$;

-- A new organization with its system roles and its owner, entered for this transaction.
CREATE FUNCTION rota.enter_new_organization(p_slug text, p_name text, p_owner bigint, p_roles jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE v_id bigint;
BEGIN
  INSERT INTO rota.organization (slug, name) VALUES (p_slug, p_name) RETURNING id INTO v_id;
  INSERT INTO rota.role (org_id, name, permissions, system)
    SELECT v_id, r.key, ARRAY(SELECT jsonb_array_elements_text(r.value)), true FROM jsonb_each(p_roles) r;
  INSERT INTO rota.membership (org_id, user_id, role) VALUES (v_id, p_owner, 'owner');
  PERFORM set_config('rota.org_ids', ARRAY[v_id]::text, true), set_config('rota.org_id', v_id::text, true);
  RETURN v_id;
END $$;

-- The organization of that slug, entered for this transaction; null when there is none.
CREATE FUNCTION rota.enter_organization(p_slug text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE v_id bigint;
BEGIN
  SELECT id INTO v_id FROM rota.organization WHERE slug = p_slug;
  IF v_id IS NOT NULL THEN
    PERFORM set_config('rota.org_ids', ARRAY[v_id]::text, true), set_config('rota.org_id', v_id::text, true);
  END IF;
  RETURN v_id;
END $$;

-- Makes a user a member of the organization that this transaction has entered; false when they are one already.
CREATE FUNCTION rota.enter_membership(p_user bigint, p_role text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO rota.membership (org_id, user_id, role) VALUES (rota.ctx_org(), p_user, p_role)
    ON CONFLICT (org_id, user_id) DO NOTHING;
  RETURN FOUND;
END $$;

GRANT EXECUTE ON FUNCTION rota.ctx_org() TO rota_ctx;
REVOKE ALL ON FUNCTION rota.enter_user(text, text), rota.enter_known_user(text), rota.enter_new_organization(text, text, bigint, jsonb),
  rota.enter_organization(text), rota.enter_membership(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rota.enter_user(text, text), rota.enter_known_user(text), rota.enter_new_organization(text, text, bigint, jsonb),
  rota.enter_organization(text), rota.enter_membership(bigint, text) TO rota_worker;
ALTER FUNCTION rota.enter_user(text, text) OWNER TO rota_ctx;
ALTER FUNCTION rota.enter_known_user(text) OWNER TO rota_ctx;
ALTER FUNCTION rota.enter_new_organization(text, text, bigint, jsonb) OWNER TO rota_ctx;
ALTER FUNCTION rota.enter_organization(text) OWNER TO rota_ctx;
ALTER FUNCTION rota.enter_membership(bigint, text) OWNER TO rota_ctx;
