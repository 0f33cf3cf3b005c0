-- Where in the chain events of a time are, so that a page of them is not looked for in the whole of it.
CREATE INDEX audit_chain_time ON rota.audit_chain (org_id, event_at, seq);
