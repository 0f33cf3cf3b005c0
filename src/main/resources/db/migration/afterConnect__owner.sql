-- Whoever migrates, all objects belong to rota_owner.
SET ROLE rota_owner;
