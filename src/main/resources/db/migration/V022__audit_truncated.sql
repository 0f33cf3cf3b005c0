-- Whether something of an event was too long for it and was cut: true, or null where nothing was.
ALTER TABLE rota.audit_event ADD COLUMN truncated boolean CHECK (truncated);
