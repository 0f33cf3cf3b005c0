-- People on their way to another OpenID provider and back.

-- Found by the state that comes back, which is stored hashed, and only for the browser that left with it.
CREATE TABLE rota.upstream_login (
  state_hash bytea PRIMARY KEY CHECK (length(state_hash) = 32),
  -- A MAC over the browser's session id.
  browser text NOT NULL CHECK (length(browser) = 43),
  provider text NOT NULL CHECK (length(provider) BETWEEN 1 AND 20),
  -- Public id of the authorization request that waits; empty for none.
  request text NOT NULL CHECK (length(request) <= 64),
  nonce text NOT NULL CHECK (length(nonce) = 43),
  code_verifier text NOT NULL CHECK (length(code_verifier) = 43),
  -- Whether the person must prove anew who they are.
  anew boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX upstream_login_expiry ON rota.upstream_login (expires_at);
ALTER TABLE rota.upstream_login ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.upstream_login FORCE ROW LEVEL SECURITY;
CREATE POLICY authorization_server ON rota.upstream_login FOR ALL TO rota_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON rota.upstream_login TO rota_auth;
