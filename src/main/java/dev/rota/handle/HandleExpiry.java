package dev.rota.handle;

import dev.rota.background.Work;
import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Forgets handles when their time is over. What they were about stays. */
public final class HandleExpiry implements Work {
    private final HandleQueries queries = new HandleQueries();

    @Override
    public String kind() {
        return "handle";
    }

    @Override
    public Future<Optional<Duration>> run(OrganizationTx tx, long handle) {
        return queries.forget(tx, handle).map(forgotten -> Optional.empty());
    }
}
