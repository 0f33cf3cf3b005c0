-- What boards, project lists and searches read.

-- Counts by project and status are answered from the index alone.
CREATE INDEX task_board ON rota.task (org_id, project_id, status, priority) WHERE trashed_at IS NULL;

-- As tasks have it: the words of title and text, within what a tsvector holds.
ALTER TABLE rota.requirement ADD COLUMN search tsvector GENERATED ALWAYS AS
  (to_tsvector('simple', title || ' ' || left(body, 100000))) STORED;
