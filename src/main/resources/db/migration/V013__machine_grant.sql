-- A machine client's grant lasts on while it is used.
GRANT UPDATE (expires_at) ON rota.oauth_grant TO rota_auth;
