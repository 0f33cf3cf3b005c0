-- From a person's sign-in to a client's tokens: sessions, requests under way, codes, consents, refresh tokens, devices.
-- All are the authorization server's alone. What is presented later is stored as a hash only.

CREATE TABLE rota.login_session (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  session_hash bytea NOT NULL UNIQUE CHECK (length(session_hash) = 32),
  user_id bigint NOT NULL REFERENCES rota.user_account (id) ON DELETE CASCADE,
  -- When the person last proved who they are.
  authenticated_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX login_session_user ON rota.login_session (user_id);
CREATE INDEX login_session_expiry ON rota.login_session (expires_at);
ALTER TABLE rota.login_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.login_session FORCE ROW LEVEL SECURITY;
CREATE POLICY authorization_server ON rota.login_session FOR ALL TO rota_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (authenticated_at, last_seen_at), DELETE ON rota.login_session TO rota_auth;

-- What a device without a browser waits for (RFC 8628).
CREATE TABLE rota.device_code (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code_hash bytea NOT NULL UNIQUE CHECK (length(code_hash) = 32),
  -- What the person types, without its hyphen. Free again once it is decided or over.
  user_code text NOT NULL CHECK (user_code ~ '^[BCDFGHJKLMNPQRSTVWXZ]{8}$'),
  client_id text NOT NULL CHECK (length(client_id) BETWEEN 1 AND 2048),
  client_name text NOT NULL CHECK (length(client_name) BETWEEN 1 AND 64),
  resource text NOT NULL,
  scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  polled_at timestamptz,
  interval_seconds integer NOT NULL CHECK (interval_seconds BETWEEN 1 AND 600),
  decided_at timestamptz,
  -- Who approved it; null while undecided and where it was denied.
  user_id bigint REFERENCES rota.user_account (id) ON DELETE CASCADE,
  organizations bigint[] CHECK (cardinality(organizations) > 0),
  projects bigint[] CHECK (cardinality(projects) > 0),
  authenticated_at timestamptz,
  redeemed_at timestamptz
);
CREATE UNIQUE INDEX device_code_user_code ON rota.device_code (user_code) WHERE decided_at IS NULL;
CREATE INDEX device_code_expiry ON rota.device_code (expires_at);
ALTER TABLE rota.device_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.device_code FORCE ROW LEVEL SECURITY;
CREATE POLICY authorization_server ON rota.device_code FOR ALL TO rota_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (polled_at, interval_seconds, decided_at, user_id, organizations, projects, authenticated_at, redeemed_at),
  DELETE ON rota.device_code TO rota_auth;

-- A request on its way through login and consent. The browser carries its public id and nothing else of it, so nothing
-- of it can be altered on the way.
CREATE TABLE rota.authorization_request (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id text NOT NULL UNIQUE CHECK (public_id LIKE 'arq\_%'),
  client_id text NOT NULL CHECK (length(client_id) BETWEEN 1 AND 2048),
  -- Null for a device, which nobody is sent back to.
  redirect_uri text CHECK (length(redirect_uri) <= 2048),
  -- Whether the client named it: then it must name it again when it redeems the code (RFC 6749 section 4.1.3).
  redirect_uri_named boolean NOT NULL,
  state text CHECK (length(state) <= 512),
  resource text NOT NULL,
  scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
  code_challenge text CHECK (length(code_challenge) = 43),
  -- Of OpenID Connect Core section 3.1.2.1: 'login' and 'consent', or 'none' alone.
  prompt text[] NOT NULL,
  login_hint text CHECK (length(login_hint) <= 512),
  device_code_id bigint REFERENCES rota.device_code (id) ON DELETE CASCADE,
  -- Who has typed the code of that device, and alone may decide; null where a browser waits.
  user_id bigint REFERENCES rota.user_account (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  decided_at timestamptz,
  CHECK ((redirect_uri IS NULL) = (device_code_id IS NOT NULL)),
  CHECK ((code_challenge IS NULL) = (device_code_id IS NOT NULL)),
  CHECK ((user_id IS NOT NULL) = (device_code_id IS NOT NULL))
);
CREATE INDEX authorization_request_expiry ON rota.authorization_request (expires_at);
CREATE INDEX authorization_request_device ON rota.authorization_request (device_code_id) WHERE device_code_id IS NOT NULL;
CREATE INDEX authorization_request_user ON rota.authorization_request (user_id) WHERE user_id IS NOT NULL;
ALTER TABLE rota.authorization_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.authorization_request FORCE ROW LEVEL SECURITY;
CREATE POLICY authorization_server ON rota.authorization_request FOR ALL TO rota_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (decided_at), DELETE ON rota.authorization_request TO rota_auth;

-- An approved request. Its grant is made when it is redeemed, in the same transaction.
CREATE TABLE rota.oauth_code (
  code_hash bytea PRIMARY KEY CHECK (length(code_hash) = 32),
  user_id bigint NOT NULL REFERENCES rota.user_account (id) ON DELETE CASCADE,
  client_id text NOT NULL CHECK (length(client_id) BETWEEN 1 AND 2048),
  client_name text NOT NULL CHECK (length(client_name) BETWEEN 1 AND 64),
  redirect_uri text NOT NULL CHECK (length(redirect_uri) <= 2048),
  redirect_uri_named boolean NOT NULL,
  code_challenge text NOT NULL CHECK (length(code_challenge) = 43),
  resource text NOT NULL,
  scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
  organizations bigint[] CHECK (cardinality(organizations) > 0),
  projects bigint[] CHECK (cardinality(projects) > 0),
  authenticated_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  redeemed_at timestamptz,
  grant_id bigint REFERENCES rota.oauth_grant (id) ON DELETE CASCADE
);
CREATE INDEX oauth_code_client ON rota.oauth_code (client_id);
CREATE INDEX oauth_code_expiry ON rota.oauth_code (expires_at) WHERE grant_id IS NULL;
CREATE INDEX oauth_code_grant ON rota.oauth_code (grant_id) WHERE grant_id IS NOT NULL;
ALTER TABLE rota.oauth_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.oauth_code FORCE ROW LEVEL SECURITY;
CREATE POLICY authorization_server ON rota.oauth_code FOR ALL TO rota_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (redeemed_at, grant_id), DELETE ON rota.oauth_code TO rota_auth;

-- What a person has agreed to before, so that the same question is not asked twice.
CREATE TABLE rota.consent (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES rota.user_account (id) ON DELETE CASCADE,
  client_id text NOT NULL CHECK (length(client_id) BETWEEN 1 AND 2048),
  -- Scheme, host and, but for loopback, port of where the client was sent its codes.
  redirect_origin text NOT NULL,
  resource text NOT NULL,
  scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
  organizations bigint[] CHECK (cardinality(organizations) > 0),
  projects bigint[] CHECK (cardinality(projects) > 0),
  decided_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consent_user ON rota.consent (user_id);
ALTER TABLE rota.consent ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.consent FORCE ROW LEVEL SECURITY;
CREATE POLICY authorization_server ON rota.consent FOR ALL TO rota_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON rota.consent TO rota_auth;

-- The refresh tokens of a grant are one family: each comes from the one before it.
CREATE TABLE rota.refresh_token (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  grant_id bigint NOT NULL REFERENCES rota.oauth_grant (id) ON DELETE CASCADE,
  predecessor_id bigint REFERENCES rota.refresh_token (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  -- When its successor was issued, and when a second one was because the answer with the first was lost.
  rotated_at timestamptz,
  retried_at timestamptz,
  -- When it was replaced unused by such a second one.
  replaced_at timestamptz,
  CHECK (retried_at IS NULL OR rotated_at IS NOT NULL)
);
CREATE INDEX refresh_token_grant ON rota.refresh_token (grant_id);
CREATE INDEX refresh_token_predecessor ON rota.refresh_token (predecessor_id) WHERE predecessor_id IS NOT NULL;
CREATE INDEX refresh_token_expiry ON rota.refresh_token (expires_at);
ALTER TABLE rota.refresh_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.refresh_token FORCE ROW LEVEL SECURITY;
CREATE POLICY authorization_server ON rota.refresh_token FOR ALL TO rota_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (rotated_at, retried_at, replaced_at), DELETE ON rota.refresh_token TO rota_auth;
