-- By itself: Flyway runs this on another connection than the one that afterConnect has prepared.
SET ROLE rota_owner;
SET timezone = 'UTC';
REVOKE CREATE ON SCHEMA rota FROM rota_ctx;

-- Months ahead for the append-only tables, each time migrations run; what lands outside goes to the default partition,
-- because a missing month must never stop a call.
DO $$
DECLARE
  v_table text;
  v_month date;
  v_name text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY['audit_event', 'auth_event'] LOOP
    FOR v_month IN SELECT generate_series(date_trunc('month', now()), now() + interval '24 months', '1 month')::date LOOP
      v_name := v_table || '_' || to_char(v_month, 'YYYYMM');
      IF to_regclass('rota.' || v_name) IS NULL THEN
        EXECUTE format('CREATE TABLE rota.%I PARTITION OF rota.%I FOR VALUES FROM (%L) TO (%L)',
                       v_name, v_table, v_month, v_month + interval '1 month');
        EXECUTE format('ALTER TABLE rota.%I ENABLE ROW LEVEL SECURITY', v_name);
        EXECUTE format('ALTER TABLE rota.%I FORCE ROW LEVEL SECURITY', v_name);
      END IF;
    END LOOP;
    v_name := v_table || '_default';
    IF to_regclass('rota.' || v_name) IS NULL THEN
      EXECUTE format('CREATE TABLE rota.%I PARTITION OF rota.%I DEFAULT', v_name, v_table);
      EXECUTE format('ALTER TABLE rota.%I ENABLE ROW LEVEL SECURITY', v_name);
      EXECUTE format('ALTER TABLE rota.%I FORCE ROW LEVEL SECURITY', v_name);
    END IF;
  END LOOP;
END $$;
