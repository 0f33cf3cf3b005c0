-- Rules R1 to R17 of the tenancy isolation, and the oldest server that has what they rest on (P7), as one question to the
-- catalog: every row of the answer is a violation.
-- Any role may ask it. A table that breaks a rule for a reason is named here, and nowhere else.
WITH runtime (role, oid) AS (
  SELECT rolname, oid FROM pg_roles WHERE rolname IN ('rota_api', 'rota_auth', 'rota_worker', 'rota_audit')),
-- Not logged in as, but trusted by the runtime roles: owner of the enter_* functions.
entering (role, oid) AS (SELECT rolname, oid FROM pg_roles WHERE rolname = 'rota_ctx'),
acting (role, oid) AS (TABLE runtime UNION ALL TABLE entering),
-- Tables of no one organization: the whole list, each with the guard it has instead of org_id.
outside (name) AS (VALUES
  ('organization'),     -- its id is the organization's: policies on id
  ('user_account'),     -- a person belongs to several: visible through a shared membership
  ('user_credential'),  -- the authorization server's alone
  ('api_token'),        -- found by hash before an organization is known; listed by home_org_id
  ('token_use'),        -- reached by enter_token_use alone
  ('person_idempotency'), -- of what belongs to a person and to no organization; policy on ctx_user
  ('auth_event'),       -- a credential that nobody knows has no organization; nobody reads it
  ('oauth_client'),           -- the authorization server's, as all below: people sign in before an organization is known
  ('oauth_grant'),
  ('oauth_code'),
  ('refresh_token'),
  ('authorization_request'),
  ('consent'),
  ('device_code'),
  ('client_assertion'),
  ('signing_key'),
  ('login_session'),
  ('external_identity'),
  ('external_revocation'),
  ('upstream_login'),
  ('schema_version')),  -- migrations; no grant to anybody
-- Policies that rightly ask for no organization: queues of ids and times, and logs that their writers cannot read.
unscoped (name, command, role) AS (VALUES
  ('work_queue', '*', 'rota_worker'),
  ('audit_event', 'a', 'rota_audit'),
  ('audit_pending', 'a', 'rota_audit'),
  ('audit_pending', '*', 'rota_worker'),
  ('audit_digest_upload', '*', 'rota_worker'),
  ('auth_event', 'a', 'rota_audit'),
  ('auth_event', 'a', 'rota_auth'),
  ('auth_event', 'a', 'rota_worker'),
  ('user_credential', '*', 'rota_auth'),
  ('oauth_client', '*', 'rota_auth'),
  ('oauth_grant', '*', 'rota_auth'),
  ('oauth_code', '*', 'rota_auth'),
  ('refresh_token', '*', 'rota_auth'),
  ('authorization_request', '*', 'rota_auth'),
  ('consent', '*', 'rota_auth'),
  ('device_code', '*', 'rota_auth'),
  ('client_assertion', '*', 'rota_auth'),
  ('signing_key', '*', 'rota_auth'),
  ('login_session', '*', 'rota_auth'),
  ('external_identity', '*', 'rota_auth'),
  ('external_revocation', '*', 'rota_auth'),
  ('upstream_login', '*', 'rota_auth')),
relation AS (
  SELECT c.oid, c.relname AS name, c.relkind AS kind, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
         c.relowner AS owner, c.relacl AS acl, c.relispartition AS partition, c.reloptions AS options,
         coalesce((SELECT root.relname FROM pg_class root WHERE root.oid = pg_partition_root(c.oid)), c.relname) AS root,
         (SELECT a.attnum FROM pg_attribute a
           WHERE a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped) AS org_id
    FROM pg_class c WHERE c.relnamespace = 'rota'::regnamespace),
tables AS (SELECT * FROM relation WHERE kind IN ('r', 'p')),
routine AS (
  SELECT p.oid::regprocedure::text AS name, p.* FROM pg_proc p WHERE p.pronamespace = 'rota'::regnamespace),
granted AS (
  SELECT r.oid, g.grantee, g.privilege_type AS privilege
    FROM relation r CROSS JOIN aclexplode(r.acl) g WHERE r.kind <> 'S'
  UNION ALL
  SELECT r.oid, g.grantee, g.privilege_type
    FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid CROSS JOIN aclexplode(a.attacl) g),
grantee (name, oid) AS (SELECT role, oid FROM acting UNION ALL SELECT 'PUBLIC', 0::oid),
-- Conditions without the schema's name, which is printed or not as the search_path of whoever asks has it.
condition AS (
  SELECT p.oid, p.polname AS name, t.name AS relation, t.root, t.org_id, p.polcmd AS command, p.polroles AS roles,
         replace(expression, 'rota.', '') AS expression
    FROM pg_policy p
    JOIN tables t ON t.oid = p.polrelid
   CROSS JOIN LATERAL (VALUES (pg_get_expr(p.polqual, p.polrelid)), (pg_get_expr(p.polwithcheck, p.polrelid))) e (expression)
   WHERE expression IS NOT NULL)

SELECT 'R1: row-level security is not enabled and forced' AS rule, name AS object
  FROM tables WHERE name <> 'schema_version' AND NOT (enabled AND forced)
UNION ALL
SELECT 'R2: no org_id, and not listed as a table outside of organizations', name
  FROM tables WHERE org_id IS NULL AND root NOT IN (SELECT name FROM outside)
UNION ALL
SELECT 'R3: org_id may be null', t.name
  FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = t.org_id WHERE NOT a.attnotnull
UNION ALL
SELECT 'R4: a role of the server has a dangerous attribute', rolname
  FROM pg_roles WHERE oid IN (SELECT oid FROM acting)
   AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
UNION ALL
SELECT 'R4: a role that only owns may log in', rolname
  FROM pg_roles WHERE rolname IN ('rota_owner', 'rota_ctx') AND rolcanlogin
UNION ALL
SELECT 'R4: a role of the server is a member of ' || m.roleid::regrole, a.role
  FROM pg_auth_members m JOIN acting a ON a.oid = m.member
UNION ALL
SELECT 'R5: not owned by rota_owner', o.name
  FROM (SELECT name::text, owner FROM relation
        UNION ALL SELECT name, proowner FROM routine
                   WHERE NOT (prosecdef AND proname LIKE 'enter\_%' AND proowner = (SELECT oid FROM entering))
        UNION ALL SELECT 'schema ' || nspname, nspowner FROM pg_namespace WHERE nspname = 'rota') o (name, owner)
 WHERE o.owner <> (SELECT oid FROM pg_roles WHERE rolname = 'rota_owner')
UNION ALL
SELECT DISTINCT 'R6: ' || g.privilege || ' is granted to ' || w.name, r.name
  FROM granted g JOIN grantee w ON w.oid = g.grantee JOIN relation r ON r.oid = g.oid
 WHERE g.privilege NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE') OR r.name = 'schema_version'
UNION ALL
SELECT DISTINCT 'R7: ' || g.privilege || ' is granted to ' || w.name || ', and no policy names it', t.name
  FROM granted g JOIN grantee w ON w.oid = g.grantee JOIN tables t ON t.oid = g.oid
 WHERE NOT t.partition AND NOT EXISTS (
       SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND w.oid = ANY (p.polroles)
          AND p.polcmd IN ('*', CASE g.privilege
                WHEN 'SELECT' THEN 'r' WHEN 'INSERT' THEN 'a' WHEN 'UPDATE' THEN 'w' WHEN 'DELETE' THEN 'd' END::"char"))
UNION ALL
SELECT 'R8: policy ' || c.name || ' does not hold to the organizations entered', c.relation
  FROM condition c
 WHERE EXISTS (SELECT FROM unnest(c.roles) AS r (oid) LEFT JOIN runtime w ON w.oid = r.oid
                WHERE (w.oid IS NOT NULL OR r.oid = 0)
                  AND (c.root, c.command::text, coalesce(w.role, 'PUBLIC')) NOT IN (TABLE unscoped))
   -- Where there is an org_id, it must be compared with nothing before it and no way around it.
   AND (CASE WHEN c.org_id IS NOT NULL
             THEN c.expression !~ '^(\(+|COALESCE\(+)org_id = (ANY \(+ ?SELECT ctx_(chain_)?orgs\(\)|\(+ ?SELECT ctx_org\(\))'
                  OR (c.expression ~ 'COALESCE' AND c.expression !~
                      '^COALESCE\(\(org_id = ANY \(\( SELECT ctx_orgs\(\) AS ctx_orgs\)::bigint\[\]\)\), false\)$')
                  OR c.expression ~ '\) IS (?!TRUE\)$)'
                  OR c.expression ~ ' OR '
                  -- What the sequencer enters opens the audit, and nothing else.
                  OR (c.expression ~ 'ctx_chain_orgs' AND c.root NOT IN ('audit_event', 'audit_chain'))
             -- Where there is none, it may be a person's own instead.
             ELSE c.expression !~ 'ctx_(orgs?|user)\(\)' END)
UNION ALL
SELECT 'R9: foreign key ' || k.conname || ' does not carry the organization', t.name
  FROM pg_constraint k JOIN tables t ON t.oid = k.conrelid JOIN tables f ON f.oid = k.confrelid
 WHERE k.contype = 'f' AND f.org_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM unnest(k.conkey, k.confkey) AS c (here, there)
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.here
        WHERE c.there = f.org_id
          AND (t.name, a.attname) IN ((t.name, 'org_id'), ('organization', 'id'), ('api_token', 'home_org_id'), ('oauth_grant', 'agent_org_id')))
UNION ALL
SELECT 'R10: unique index ' || i.indexrelid::regclass::text || ' is not led by org_id', t.name
  FROM pg_index i JOIN tables t ON t.oid = i.indrelid
 WHERE t.org_id IS NOT NULL AND (i.indisunique OR i.indisexclusion) AND i.indkey[0] <> t.org_id
   AND NOT (i.indisprimary AND i.indnkeyatts = 1 AND EXISTS (
         SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = i.indkey[0] AND a.attidentity <> ''))
UNION ALL
SELECT 'R11: view without security_invoker', name
  FROM relation WHERE kind = 'v' AND NOT coalesce(options, '{}') && ARRAY['security_invoker=true', 'security_invoker=on']
UNION ALL
SELECT 'R11: materialized view or foreign table', name FROM relation WHERE kind IN ('m', 'f')
UNION ALL
SELECT 'R11: rule ' || w.rulename, r.name
  FROM pg_rewrite w JOIN relation r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'
UNION ALL
SELECT 'R12: definer function outside of enter_*, without search_path, of another owner, or open to PUBLIC', name
  FROM routine
 WHERE prosecdef AND NOT (proname LIKE 'enter\_%' AND proowner IN (SELECT oid FROM entering)
         AND coalesce(proconfig, '{}') @> ARRAY['search_path=""']
         AND NOT EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) g WHERE g.grantee = 0))
UNION ALL
SELECT 'R13: leakproof function', p.oid::regprocedure::text
  FROM pg_proc p WHERE p.proleakproof AND p.pronamespace <> 'pg_catalog'::regnamespace
UNION ALL
SELECT 'R14: sequence within reach of ' || a.role, r.name
  FROM relation r, acting a WHERE r.kind = 'S' AND has_sequence_privilege(a.oid, r.oid, 'SELECT, USAGE, UPDATE')
UNION ALL
SELECT 'R15: ' || g.privilege || ' on an audit table is granted to ' || w.name, t.name
  FROM granted g JOIN grantee w ON w.oid = g.grantee JOIN tables t ON t.oid = g.oid
 WHERE t.root IN ('audit_event', 'audit_chain', 'audit_digest', 'auth_event') AND g.privilege NOT IN ('SELECT', 'INSERT')
   -- Of organizations that are deleted, which its policy holds it to: nobody logs in as it.
   AND NOT (t.name = 'audit_event' AND g.privilege = 'DELETE' AND w.name = 'rota_ctx')
UNION ALL
SELECT DISTINCT 'R16: partition granted directly to ' || w.name, t.name
  FROM granted g JOIN grantee w ON w.oid = g.grantee JOIN tables t ON t.oid = g.oid WHERE t.partition
UNION ALL
SELECT 'R17: ' || a.role || ' may create in the database or make temporary tables', current_database()::name
  FROM acting a WHERE has_database_privilege(a.oid, current_database(), 'CREATE, TEMP')
UNION ALL
SELECT 'R17: ' || a.role || ' may create in the schema', n.nspname
  FROM acting a, pg_namespace n
 WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND has_schema_privilege(a.oid, n.oid, 'CREATE')
UNION ALL
SELECT 'P7: PostgreSQL before 15, which has no security_invoker', current_setting('server_version')
 WHERE current_setting('server_version_num')::int < 150000
 ORDER BY 1, 2
