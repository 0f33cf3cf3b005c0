package dev.rota.background;

import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** One kind of background work. An item may come up more than once, and must find out for itself what is left to do. */
public interface Work {
    /** What its rows in {@code work_queue} are called. */
    String kind();

    /** Whether an item that has failed five times may be left alone; where not, it is tried again each minute. */
    default boolean mayBeParked() {
        return true;
    }

    /**
     * Does what is due for {@code subject}, in the transaction that also takes the item off the queue. It must not wait
     * for a lock that a caller may hold: a caller may be waiting for the item itself.
     *
     * @return when to come back; empty when nothing is left to do
     */
    Future<Optional<Duration>> run(OrganizationTx tx, long subject);
}
