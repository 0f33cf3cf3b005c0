package dev.rota.background;

import dev.rota.background.WorkQueries.Item;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes due items and runs them, one after the other. Any number of queues, on any nodes, may do so at once. */
public final class WorkQueue {
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
    private static final int BATCH = 100;
    private static final int MOST_BATCHES = 10;
    private static final int MOST_TRIES = 5;

    private final Database database;
    private final Map<String, Work> kinds;
    private final Runnable parked;
    private final WorkQueries queries = new WorkQueries();

    public WorkQueue(Database database, List<Work> kinds) {
        this(database, kinds, () -> {});
    }

    /** @param parked is told of each item that is given up, for metrics */
    public WorkQueue(Database database, List<Work> kinds, Runnable parked) {
        this.database = database;
        this.parked = parked;
        this.kinds = kinds.stream().collect(Collectors.toUnmodifiableMap(Work::kind, Function.identity()));
    }

    /**
     * Runs what is due now, at most a thousand items. Items that fail are logged and come back later; after five times
     * they are parked.
     *
     * @return how many items were done; fails only when the database is away
     */
    public Future<Integer> runOnce() {
        return runWhile(() -> true);
    }

    /** The same, beginning no further item once {@code wanted} says no. */
    Future<Integer> runWhile(BooleanSupplier wanted) {
        return batches(wanted, MOST_BATCHES);
    }

    private Future<Integer> batches(BooleanSupplier wanted, int left) {
        return queries.due(database, List.copyOf(kinds.keySet()), BATCH).compose(items -> each(wanted, items, 0, 0)
                .compose(done -> items.size() == BATCH && done > 0 && left > 1 && wanted.getAsBoolean()
                        ? batches(wanted, left - 1).map(more -> done + more)
                        : Future.succeededFuture(done)));
    }

    private Future<Integer> each(BooleanSupplier wanted, List<Item> items, int index, int done) {
        return index == items.size() || !wanted.getAsBoolean()
                ? Future.succeededFuture(done)
                : run(items.get(index)).compose(ran -> each(wanted, items, index + 1, ran ? done + 1 : done));
    }

    private Future<Boolean> run(Item item) {
        return database.asWorker(item.organization(), tx -> queries.take(tx, item)
                        .compose(taken -> taken ? work(tx, item).map(true) : Future.succeededFuture(false)))
                .recover(problem -> FailureException.isOfTheDatabase(problem) // nothing is wrong with the item then
                        ? Future.failedFuture(problem)
                        : failed(item, problem).map(false));
    }

    private Future<Void> work(OrganizationTx tx, Item item) {
        return Objects.requireNonNull(kinds.get(item.kind()))
                .run(tx, item.subject())
                .map(again -> {
                    tx.last(again.map(after -> queries.again(tx, item, after)).orElseGet(() -> queries.done(tx, item)));
                    return null;
                });
    }

    /** Where the database took too long, or others were in the way, it may be neither the item's fault nor for ever. */
    private int mostTries(Item item, Throwable problem) {
        if (problem instanceof FailureException known && known.failure() instanceof Failure.Unavailable) {
            return Integer.MAX_VALUE;
        }
        return Objects.requireNonNull(kinds.get(item.kind())).mayBeParked() ? MOST_TRIES : Integer.MAX_VALUE;
    }

    private Future<Void> failed(Item item, Throwable problem) {
        LOG.warn("work {} on {} of organization {}", item.kind(), item.subject(), item.organization(), problem);
        return database.asWorker(item.organization(), tx -> queries.failed(tx, item, mostTries(item, problem)))
                .onSuccess(isParked -> {
                    if (isParked) {
                        LOG.error(
                                "work {} on {} of organization {} is given up after {} tries",
                                item.kind(),
                                item.subject(),
                                item.organization(),
                                MOST_TRIES);
                        parked.run();
                    }
                })
                .<Void>mapEmpty()
                .otherwiseEmpty(); // the database is away: the item is still due, nothing is lost
    }
}
