-- Run before the migrations, each time, by a user who may create roles. Roles belong to the whole server, so all of
-- this can be repeated; it narrows again whatever was widened by hand.
DO $$
DECLARE
  v_role text;
BEGIN
  FOREACH v_role IN ARRAY ARRAY['rota_owner', 'rota_ctx', 'rota_migrator',
                                'rota_api', 'rota_auth', 'rota_worker', 'rota_audit'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = v_role) THEN
      EXECUTE format('CREATE ROLE %I', v_role);
    END IF;
  END LOOP;
  IF current_setting('is_superuser') = 'on' THEN
    FOREACH v_role IN ARRAY ARRAY['rota_owner', 'rota_ctx', 'rota_migrator',
                                  'rota_api', 'rota_auth', 'rota_worker', 'rota_audit'] LOOP
      EXECUTE format('ALTER ROLE %I NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION NOINHERIT', v_role);
    END LOOP;
  END IF;
  FOREACH v_role IN ARRAY ARRAY['rota_api', 'rota_auth', 'rota_worker', 'rota_audit'] LOOP
    EXECUTE format('ALTER ROLE %I LOGIN', v_role);
    EXECUTE format('ALTER ROLE %I SET statement_timeout = ''5s''', v_role);
    EXECUTE format('ALTER ROLE %I SET lock_timeout = ''1s''', v_role);
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = ''5s''', v_role);
    EXECUTE format('ALTER ROLE %I SET row_security = on', v_role);
    EXECUTE format('ALTER ROLE %I SET jit = off', v_role);
    -- By default statements with org_id = ANY ($1) are planned anew at each call, which costs more than running them:
    -- a general plan assumes ten organizations, so it never looks as cheap as one made for the caller's single one.
    EXECUTE format('ALTER ROLE %I SET plan_cache_mode = force_generic_plan', v_role);
    EXECUTE format('ALTER ROLE %I SET timezone = ''UTC''', v_role);
    EXECUTE format('ALTER ROLE %I SET search_path = rota', v_role);
  END LOOP;
  -- What a call asks is of its own organizations, so it reads no table through where an index will do. Among plans that cost
  -- nearly the same the planner takes any, and one that reads all organizations for the name of one gets slower with each.
  ALTER ROLE rota_api SET enable_seqscan = off;
  -- Migrations act as rota_owner, and hand the enter_* functions to rota_ctx.
  GRANT rota_owner TO rota_migrator;
  GRANT rota_ctx TO rota_owner;
  IF current_setting('is_superuser') = 'off' THEN
    EXECUTE format('GRANT rota_owner TO %I', current_user);
  END IF;
  EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CREATE ON DATABASE %I TO rota_owner', current_database());
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'rota') THEN
    CREATE SCHEMA rota AUTHORIZATION rota_owner;
  END IF;
END $$;
