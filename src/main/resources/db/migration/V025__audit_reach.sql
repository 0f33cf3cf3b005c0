-- Where in the chain events of a time are, so that a page of them is not looked for in the whole of it.
CREATE INDEX audit_chain_time ON rota.audit_chain (org_id, event_at, seq);

-- How far digests have come to the object store stays with the digests: the last ones of a deleted organization are made
-- while it is erased, and have to come there too.
DROP POLICY IF EXISTS erasure ON rota.audit_digest_upload;
REVOKE ALL ON rota.audit_digest_upload FROM rota_ctx;

-- As its owner: nobody else may replace it.
SET ROLE rota_ctx;
-- Erases about p_most rows of a deleted organization; how many it was, 0 where nothing is left, -1 where the rest must wait.
-- Tables go in the order of their foreign keys, as the catalog has them, so that a new one cannot be forgotten; those with
-- large values ten rows at a time. The log goes last: once each event has its place in the chain, a digest covers them all,
-- and no call that was let in before can add another. Chain and digests stay, they hold hashes only (security T18).
CREATE OR REPLACE FUNCTION rota.enter_erasure(p_org bigint, p_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_deleted timestamptz;
  t record;
  v_count integer;
  v_total integer := 0;
BEGIN
  SELECT deleted_at INTO v_deleted FROM rota.organization WHERE id = p_org;
  IF v_deleted IS NULL THEN
    RETURN 0;
  END IF;
  DELETE FROM rota.api_token WHERE home_org_id = p_org;
  DELETE FROM rota.oauth_grant WHERE agent_org_id = p_org;
  DELETE FROM rota.oauth_grant WHERE organizations @> ARRAY[p_org] AND cardinality(organizations) = 1;
  UPDATE rota.oauth_grant SET organizations = array_remove(organizations, p_org) WHERE organizations @> ARRAY[p_org];
  DELETE FROM rota.consent WHERE organizations @> ARRAY[p_org] AND cardinality(organizations) = 1;
  UPDATE rota.consent SET organizations = array_remove(organizations, p_org) WHERE organizations @> ARRAY[p_org];
  DELETE FROM rota.work_queue WHERE org_id = p_org AND kind NOT IN ('erasure', 'audit_digest');

  FOR t IN
    WITH RECURSIVE owned AS (
      SELECT c.oid, c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE c.relnamespace = 'rota'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
         AND a.attname = 'org_id' AND NOT a.attisdropped
         AND c.relname NOT IN ('audit_event', 'audit_pending', 'audit_chain', 'audit_digest', 'audit_digest_upload', 'work_queue')),
    depth (oid, steps) AS (
      SELECT oid, 0 FROM owned
      UNION
      SELECT k.conrelid, d.steps + 1 FROM depth d JOIN pg_constraint k ON k.confrelid = d.oid
       WHERE k.contype = 'f' AND k.conrelid <> k.confrelid AND k.conrelid IN (SELECT oid FROM owned) AND d.steps < 50)
    SELECT o.name, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = o.oid AND a.attstorage = 'e') AS large
      FROM owned o JOIN depth d ON d.oid = o.oid GROUP BY o.oid, o.name ORDER BY max(d.steps) DESC, o.name
  LOOP
    EXECUTE format('DELETE FROM rota.%1$I WHERE org_id = $1 AND ctid = ANY (ARRAY(SELECT ctid FROM rota.%1$I WHERE org_id = $1 LIMIT $2))',
                   t.name)
      USING p_org, CASE WHEN t.large THEN least(p_most, 10) ELSE p_most - v_total END;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_total := v_total + v_count;
    EXIT WHEN v_total >= p_most OR (t.large AND v_count > 0);
  END LOOP;
  IF v_total > 0 THEN
    RETURN v_total;
  END IF;

  UPDATE rota.work_queue SET due_at = now() WHERE org_id = p_org AND kind = 'audit_digest';
  IF FOUND OR v_deleted > now() - interval '2 minutes'
      OR EXISTS (SELECT FROM rota.audit_pending WHERE org_id = p_org) THEN
    RETURN -1;
  END IF;
  DELETE FROM rota.audit_event WHERE (org_id, at, id) IN
    (SELECT e.org_id, e.at, e.id FROM rota.audit_event e WHERE e.org_id = p_org ORDER BY e.at LIMIT p_most);
  GET DIAGNOSTICS v_count = ROW_COUNT;
  IF v_count > 0 THEN
    RETURN v_count;
  END IF;
  DELETE FROM rota.organization WHERE id = p_org;
  RETURN 0;
END $$;
SET ROLE rota_owner;
