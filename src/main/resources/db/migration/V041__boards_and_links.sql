SET ROLE rota_owner;

-- A board's columns in their order: of each status and priority the tasks that changed last, and how many there are.
DROP INDEX rota.task_board;
CREATE INDEX task_board ON rota.task (org_id, project_id, status, priority DESC, updated_at DESC, id DESC)
  WHERE trashed_at IS NULL;

-- What waits for a task is answered from the index alone, else the one that begins with who waits would seem as good.
DROP INDEX rota.task_link_target;
CREATE INDEX task_link_target ON rota.task_link (org_id, target_id, type) INCLUDE (task_id);
