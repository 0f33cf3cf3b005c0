-- Whether the credential of a call was part of its URL: true, or null where it was not.
ALTER TABLE rota.audit_event ADD COLUMN credential_in_query boolean CHECK (credential_in_query);
