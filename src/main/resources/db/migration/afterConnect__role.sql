-- Everything that migrations make belongs to rota_owner, whoever runs them.
SET ROLE rota_owner;
