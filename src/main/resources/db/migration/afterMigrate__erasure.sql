-- By itself: Flyway runs this on another connection than the one that afterConnect has prepared.
SET ROLE rota_owner;

-- Whatever an organization owns can be erased with it, also what a later migration adds: by rota.enter_erasure, and only
-- once the organization is deleted. The audit's hashes stay.
DO $$
DECLARE v_table text;
BEGIN
  FOR v_table IN
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'rota'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attname = 'org_id' AND NOT a.attisdropped AND c.relname NOT IN ('audit_chain', 'audit_digest', 'audit_digest_upload')
       AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'erasure')
  LOOP
    EXECUTE format('CREATE POLICY erasure ON rota.%I FOR ALL TO rota_ctx
                      USING (org_id IN (SELECT o.id FROM rota.organization o WHERE o.deleted_at IS NOT NULL))', v_table);
    EXECUTE format('GRANT SELECT, DELETE ON rota.%I TO rota_ctx', v_table);
  END LOOP;
END $$;
