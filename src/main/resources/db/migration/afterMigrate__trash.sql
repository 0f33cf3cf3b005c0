SET ROLE rota_owner;

-- What belongs to a task is deleted with it, what merely names one forgets it: each foreign key that leads to a task, also
-- over others, cascades where its columns are required, and is cleared where they are not.
DO $$
DECLARE k record;
BEGIN
  FOR k IN
    WITH RECURSIVE edge AS (
      SELECT c.oid, c.conname, c.conrelid, c.confrelid, c.confdeltype,
             (SELECT string_agg(quote_ident(a.attname), ', ') FROM unnest(c.conkey) AS n (attnum)
                JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = n.attnum AND NOT a.attnotnull) AS optional
        FROM pg_constraint c
       WHERE c.contype = 'f' AND c.connamespace = 'rota'::regnamespace AND c.conparentid = 0 AND c.conrelid <> c.confrelid),
    part (oid) AS (
      SELECT 'rota.task'::regclass::oid
      UNION
      SELECT e.conrelid FROM part p JOIN edge e ON e.confrelid = p.oid WHERE e.optional IS NULL)
    SELECT e.conrelid::regclass AS owner, e.conname AS name, pg_get_constraintdef(e.oid)
           || coalesce(' ON DELETE SET NULL (' || e.optional || ')', ' ON DELETE CASCADE') AS definition
      FROM edge e JOIN part p ON p.oid = e.confrelid WHERE e.confdeltype = 'a'
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s', k.owner, k.name, k.name, k.definition);
  END LOOP;
END $$;
