-- Who OAuth clients are. Clients that are known by the URL of their metadata document are not stored.

CREATE TABLE rota.oauth_client (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  client_id text NOT NULL UNIQUE CHECK (client_id LIKE 'cli\_%'),
  kind text NOT NULL CHECK (kind IN ('registered', 'dynamic')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  redirect_uris text[] NOT NULL CHECK (cardinality(redirect_uris) <= 10),
  grant_types text[] NOT NULL CHECK (cardinality(grant_types) > 0),
  authentication text NOT NULL
    CHECK (authentication IN ('none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt')),
  secret_hash bytea CHECK (length(secret_hash) = 32),
  -- A JWK set with public keys only (RFC 7517 section 5).
  jwks jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Null until something was granted to it.
  last_used_at timestamptz,
  CHECK ((secret_hash IS NOT NULL) = (authentication IN ('client_secret_basic', 'client_secret_post'))),
  CHECK ((jwks IS NOT NULL) = (authentication = 'private_key_jwt'))
);
CREATE INDEX oauth_client_used ON rota.oauth_client (last_used_at) WHERE kind = 'dynamic' AND last_used_at IS NOT NULL;
CREATE INDEX oauth_client_unused ON rota.oauth_client (created_at) WHERE kind = 'dynamic' AND last_used_at IS NULL;
ALTER TABLE rota.oauth_client ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.oauth_client FORCE ROW LEVEL SECURITY;
CREATE POLICY authorization_server ON rota.oauth_client FOR ALL TO rota_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (last_used_at), DELETE ON rota.oauth_client TO rota_auth;

-- Assertions that clients have authenticated with, until they expire: each counts once (RFC 7523 section 3, item 7).
CREATE TABLE rota.client_assertion (
  client_id text NOT NULL CHECK (length(client_id) BETWEEN 1 AND 2048),
  jti text NOT NULL CHECK (length(jti) BETWEEN 1 AND 256),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (client_id, jti)
);
CREATE INDEX client_assertion_expiry ON rota.client_assertion (expires_at);
ALTER TABLE rota.client_assertion ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.client_assertion FORCE ROW LEVEL SECURITY;
CREATE POLICY authorization_server ON rota.client_assertion FOR ALL TO rota_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON rota.client_assertion TO rota_auth;
