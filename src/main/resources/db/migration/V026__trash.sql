-- Tasks are deleted for good 30 days after they were put into the trash; what belongs to them goes with them, as
-- afterMigrate__trash.sql has it.
CREATE POLICY tenant_purge ON rota.task FOR DELETE TO rota_worker
  USING (org_id = (SELECT rota.ctx_org()) AND trashed_at IS NOT NULL);
GRANT DELETE ON rota.task TO rota_worker;

-- Ways from what goes to what goes with it.
CREATE INDEX artifact_attempt ON rota.artifact (org_id, attempt_id);
CREATE INDEX question_attempt ON rota.question (org_id, attempt_id);
CREATE INDEX active_task_task ON rota.active_task (org_id, task_id);

-- Open tasks in their order, to be scored by new rules.
CREATE INDEX task_to_score ON rota.task (org_id, id)
  WHERE trashed_at IS NULL AND status IN ('backlog', 'todo', 'in_progress', 'in_review');
