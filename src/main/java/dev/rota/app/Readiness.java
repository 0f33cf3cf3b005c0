package dev.rota.app;

import dev.rota.audit.chain.PendingAge;
import dev.rota.database.CatalogWatch;
import dev.rota.database.Database;
import dev.rota.database.DatabaseClock;
import dev.rota.database.SchemaVersion;
import dev.rota.http.ReadyCheck;
import io.vertx.core.Future;
import java.util.List;

/** What a node needs before it may be sent calls (security O9), beside that it is not leaving. */
final class Readiness {
    private final DatabaseClock clock;
    private final SchemaVersion schema;
    private final CatalogWatch catalog;
    private final PendingAge audit;
    private volatile boolean listening;

    /** Reads from the class path, so not for an event loop. */
    Readiness(Database database, DatabaseClock clock, PendingAge audit) {
        this.clock = clock;
        this.schema = new SchemaVersion(database);
        this.catalog = new CatalogWatch(database);
        this.audit = audit;
    }

    /** The server listens, which is the last thing it begins. */
    void listening() {
        listening = true;
    }

    /** Whether database and node fit each other; fails with the first reason why not. */
    Future<?> fits() {
        return Future.all(schema.fits(), clock.inTime(), catalog.holds());
    }

    List<ReadyCheck> checks() {
        return List.of(
                new ReadyCheck("database", clock::look),
                new ReadyCheck("migrations", schema::fits),
                new ReadyCheck("clock", clock::inTime),
                new ReadyCheck("catalog", catalog::holds),
                new ReadyCheck("audit", audit::inTime),
                new ReadyCheck(
                        "listening",
                        () -> listening
                                ? Future.succeededFuture()
                                : Future.failedFuture("the server is still starting")));
    }
}
