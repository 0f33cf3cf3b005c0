package dev.rota.app;

import dev.rota.audit.AuditLog;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;

/**
 * What every part of the server stands on.
 *
 * @param clock the time that all nodes share
 */
record Ground(
        Settings settings,
        Vertx vertx,
        Database database,
        Keys keys,
        AuthEvents events,
        AuditLog audit,
        URI publicUrl,
        Clock clock) {}
