package dev.rota.background;

import dev.rota.background.WorkQueries.Item;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Items of one kind that take longer than a transaction may: whoever takes one has it for a while, and longer where they say
 * so in time. The time at which an item is due again is that lease, so nothing of a dead node has to be found.
 */
public final class LeasedWork {
    private final Database database;
    private final String kind;
    private final WorkQueries queries = new WorkQueries();

    /** @param kind of its rows in {@code work_queue}; no {@link Work} has it */
    public LeasedWork(Database database, String kind) {
        this.database = database;
        this.kind = kind;
    }

    /** What may be taken. */
    public record Due(OrganizationId organization, long subject) {}

    /** Whether the item is still due and nobody else takes it; then it is the caller's for {@code lease} from the commit on. */
    public Future<Boolean> take(OrganizationTx tx, long subject, Duration lease) {
        var item = item(tx, subject);
        return queries.take(tx, item)
                .compose(taken -> taken ? queries.again(tx, item, lease).map(true) : Future.succeededFuture(false));
    }

    /** Has it come up again after that time, and not before. */
    public void putOff(OrganizationTx tx, long subject, Duration time) {
        tx.last(queries.again(tx, item(tx, subject), time));
    }

    /** Has it come up later and later, by a minute at most: what nobody can take just now must not hold up the others. */
    public Future<Void> failed(Due due) {
        return database.asWorker(
                        due.organization(), tx -> queries.failed(tx, item(tx, due.subject()), Integer.MAX_VALUE))
                .mapEmpty();
    }

    /** Takes it off the queue. */
    public void done(OrganizationTx tx, long subject) {
        tx.last(queries.done(tx, item(tx, subject)));
    }

    private Item item(OrganizationTx tx, long subject) {
        return new Item(tx.organization(), kind, subject);
    }
}
