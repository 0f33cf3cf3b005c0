-- A description that was written as JSON is read back as it was written: jsonb would sort its members.
ALTER TABLE rota.task ALTER COLUMN description_json TYPE json USING description_json::json;
