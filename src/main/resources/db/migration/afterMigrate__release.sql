-- By itself: Flyway runs this on another connection than the one that afterConnect has prepared.
SET ROLE rota_owner;

-- What nodes look at before they say that they are ready. "oldest" is the newest migration of the oldest release whose
-- statements still fit: a release that takes away what the one before no longer uses names that one here. Going back a
-- release must not lower it, so only the build that brought the newest migration may say it.
DO $$
DECLARE
  v_oldest constant int := 1;
  v_applied int;
BEGIN
  SELECT max(version::int) INTO v_applied FROM rota.schema_version WHERE success AND version ~ '^[0-9]+$';
  IF v_applied <= ${build} OR to_regprocedure('rota.schema_release()') IS NULL THEN
    EXECUTE format('CREATE OR REPLACE FUNCTION rota.schema_release(OUT applied int, OUT oldest int)
                      LANGUAGE sql IMMUTABLE AS ''SELECT %s, %s''', v_applied, v_oldest);
    REVOKE ALL ON FUNCTION rota.schema_release() FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION rota.schema_release() TO rota_api;
  END IF;
END $$;
