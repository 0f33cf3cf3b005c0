-- The keys that access tokens are signed with. The public part is published from the first moment; it signs from
-- active_from on, and is published until retired_at, when the last token signed with it has expired.
CREATE TABLE rota.signing_key (
  kid text PRIMARY KEY CHECK (length(kid) BETWEEN 1 AND 128),
  public_jwk jsonb NOT NULL,
  -- The whole JWK, sealed with AES-256-GCM under a key that is not in the database; bound to kid.
  private_sealed bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  active_from timestamptz NOT NULL,
  -- Null until another key takes over.
  retired_at timestamptz,
  CHECK (retired_at > active_from)
);
ALTER TABLE rota.signing_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota.signing_key FORCE ROW LEVEL SECURITY;
CREATE POLICY authorization_server ON rota.signing_key FOR ALL TO rota_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (retired_at), DELETE ON rota.signing_key TO rota_auth;
