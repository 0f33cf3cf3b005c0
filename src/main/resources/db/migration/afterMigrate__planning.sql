-- By itself: Flyway runs this on another connection than the one that afterConnect has prepared.
SET ROLE rota_owner;

-- How the planner is to think of organizations. Every statement asks for the organization twice, by itself and by its policy,
-- and the planner takes the two for independent: of thousands of organizations each would have next to no rows, any index
-- that begins with org_id would seem as good as one that has the rest of what is asked for as well, and a large organization
-- would be read through for each of its rows. As if there were twenty, the rest counts.
DO $$
DECLARE v_table text;
BEGIN
  FOR v_table IN
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'rota'::regnamespace AND c.relkind IN ('r', 'p')
       AND a.attname = 'org_id' AND NOT a.attisdropped
       AND NOT coalesce('n_distinct=20' = ANY (a.attoptions), false)
  LOOP
    EXECUTE format('ALTER TABLE rota.%I ALTER COLUMN org_id SET (n_distinct = 20, n_distinct_inherited = 20)', v_table);
  END LOOP;
END $$;
