-- By itself: Flyway runs this on another connection than the one that afterConnect has prepared.
SET ROLE rota_owner;
-- rota_ctx owns the enter_* functions; to be given one it needs the right to create here, for as long as migrations run.
GRANT CREATE ON SCHEMA rota TO rota_ctx;
