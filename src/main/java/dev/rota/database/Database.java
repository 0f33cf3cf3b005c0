package dev.rota.database;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database as the rest of Rota sees it: transactions that have entered a caller's organizations, and nothing else.
 *
 * <p>Each transaction begins with an {@code enter_*} function, in the same flush as its first statements. That function
 * looks the credential up, compares the caller's stamp, and sets a transaction-local context; where it raises, the
 * transaction is aborted and the statements behind it do nothing.
 */
public final class Database {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final String ENTER_TOKEN = "SELECT rota.enter_token($1, $2, $3, $4) AS caller";
    private static final String ENTER_WORKER = "SELECT rota.enter_worker($1)";
    private static final int TRIES = 3;

    private final Vertx vertx;
    private final DatabaseAddress address;
    private final DatabaseSettings settings;
    private final UnaryOperator<String> rewriting;
    private final Map<Thread, List<Lane>> reading = new ConcurrentHashMap<>();
    private final Map<Thread, List<Lane>> appending = new ConcurrentHashMap<>();
    private final Map<DatabaseRole, Pool> pools = new ConcurrentHashMap<>();

    public Database(Vertx vertx, DatabaseAddress address, DatabaseSettings settings) {
        this(vertx, address, settings, UnaryOperator.identity());
    }

    /**
     * @param rewriting applied to the text of every statement; the product changes none. Tests take the organization's
     *     predicate away with it, to show that row-level security alone keeps tenants apart.
     */
    Database(Vertx vertx, DatabaseAddress address, DatabaseSettings settings, UnaryOperator<String> rewriting) {
        this.vertx = vertx;
        this.address = address;
        this.settings = settings;
        this.rewriting = rewriting;
    }

    /** Opens the shared connections of the event loop this is called on. */
    public Future<Void> open() {
        var readers = new ArrayList<Lane>();
        for (var i = 0; i < settings.connectionsPerLoop(); i++) {
            readers.add(new Lane(vertx, address.connect(DatabaseRole.API, settings.pipelining())));
        }
        var appenders = List.of(new Lane(vertx, address.connect(DatabaseRole.AUDIT, settings.pipelining())));
        var all = new ArrayList<Lane>(readers);
        all.addAll(appenders);
        return Future.all(all.stream().map(Lane::open).toList())
                .onSuccess(opened -> {
                    reading.put(Thread.currentThread(), readers);
                    appending.put(Thread.currentThread(), appenders);
                })
                .recover(problem -> Future.failedFuture(SqlStates.translate(problem)))
                .mapEmpty();
    }

    public Future<Void> close() {
        var ends = new ArrayList<Future<Void>>();
        reading.values().forEach(lanes -> lanes.forEach(lane -> ends.add(lane.close())));
        appending.values().forEach(lanes -> lanes.forEach(lane -> ends.add(lane.close())));
        pools.values().forEach(pool -> ends.add(pool.close()));
        return Future.join(ends).mapEmpty();
    }

    /**
     * Looks a credential up without a caller in mind.
     *
     * @param hashes of the token under each current pepper
     * @return what {@code enter_token} says of it, with the key {@code lookup} that found it left to the caller; fails
     *     with {@code Unauthenticated} where it does not count
     */
    public Future<JsonObject> identify(List<Buffer> hashes, String resource) {
        return lane(reading)
                .send(connection -> connection
                        .preparedQuery(ENTER_TOKEN)
                        .execute(Tuple.of(hashes.toArray(Buffer[]::new), resource, null, null)))
                .map(rows -> rows.iterator().next().getJsonObject("caller"))
                .recover(Database::failed);
    }

    /** Has the database confirm the caller now, for an answer that needs no data. */
    public Future<Void> confirm(Caller caller) {
        return read(caller, tx -> Future.succeededFuture());
    }

    /**
     * Runs {@code work} in a read-only transaction over all of the caller's organizations, in one round trip.
     * {@code work} must enqueue its statements before it returns.
     */
    public <T> Future<T> read(Caller caller, Function<ReadTx, Future<T>> work) {
        return lane(reading)
                .send(connection -> {
                    var begun = connection.query("BEGIN READ ONLY").execute();
                    var entered = enter(connection, caller);
                    var tx = new ReadTx(connection, rewriting, organizations(caller));
                    var result = attempt(() -> work.apply(tx));
                    tx.end();
                    var ended = connection.query("COMMIT").execute();
                    return inOrder(List.of(begun, entered, result, ended)).compose(done -> result);
                })
                .recover(Database::failed);
    }

    /**
     * Runs {@code work} in one transaction of the caller's only organization, and commits if the future succeeds.
     * Serialization failures and deadlocks are tried again, up to three times in all.
     *
     * <p>Fails with {@code outcome_unknown} when the connection is lost while committing.
     */
    public <T> Future<T> inOrganization(Caller caller, Function<OrganizationTx, Future<T>> work) {
        return transaction(
                DatabaseRole.API,
                caller.organization().organization(),
                connection -> enter(connection, caller),
                work,
                TRIES);
    }

    /** The same for background work, which has no caller: in {@code organization}, as the worker role. */
    public <T> Future<T> asWorker(OrganizationId organization, Function<OrganizationTx, Future<T>> work) {
        return transaction(
                DatabaseRole.WORKER,
                organization,
                connection -> connection.preparedQuery(ENTER_WORKER).execute(Tuple.of(organization.value())),
                work,
                TRIES);
    }

    /**
     * The same in an organization that comes into being with the transaction: it exists with everything that
     * {@code work} puts into it, or not at all.
     *
     * @param entry makes and enters it, and gives its id as the only column of its only row
     * @param values of {@code entry}
     */
    public <T> Future<T> inNewOrganization(String entry, Tuple values, Function<OrganizationTx, Future<T>> work) {
        return pool(DatabaseRole.WORKER)
                .getConnection()
                .compose(connection -> connection
                        .query("BEGIN")
                        .execute()
                        .compose(begun -> connection.preparedQuery(entry).execute(values))
                        .map(entered -> new OrganizationTx(
                                connection,
                                rewriting,
                                new OrganizationId(entered.iterator().next().getLong(0))))
                        .compose(tx -> attempt(() -> work.apply(tx))
                                .compose(result -> commit(connection, tx).map(committed -> result)))
                        .recover(problem -> rollback(connection, problem))
                        .onComplete(done -> release(connection)))
                .recover(Database::failed);
    }

    /** One statement outside any organization, as a role that owns what it touches: the work queue, identities. */
    public <T> Future<List<T>> list(
            DatabaseRole role, String sql, Function<Row, T> mapper, @Nullable Object... values) {
        return pool(role)
                .preparedQuery(sql)
                .execute(Tuple.wrap(values))
                .map(rows -> {
                    var items = new ArrayList<T>(rows.size());
                    rows.forEach(row -> items.add(mapper.apply(row)));
                    return (List<T>) items;
                })
                .recover(Database::failed);
    }

    /** The first row of {@link #list}. */
    public <T> Future<Optional<T>> first(
            DatabaseRole role, String sql, Function<Row, T> mapper, @Nullable Object... values) {
        return list(role, sql, mapper, values).map(rows -> rows.stream().findFirst());
    }

    /** Runs a statement that only adds rows, of any organizations, as the audit role; done when it is committed. */
    public Future<Integer> append(String sql, Tuple values) {
        return lane(appending)
                .send(connection -> connection.preparedQuery(sql).execute(values))
                .map(RowSet::rowCount)
                .recover(Database::failed);
    }

    /** Whether the shared connections answer; for readiness. */
    public Future<Void> ping() {
        return lane(reading)
                .send(connection -> connection.query("SELECT 1").execute())
                .recover(Database::failed)
                .mapEmpty();
    }

    private <T> Future<T> transaction(
            DatabaseRole role,
            OrganizationId organization,
            Function<SqlConnection, Future<RowSet<Row>>> entry,
            Function<OrganizationTx, Future<T>> work,
            int triesLeft) {
        return pool(role)
                .getConnection()
                .compose(connection -> {
                    var begun = connection.query("BEGIN").execute();
                    var entered = entry.apply(connection);
                    var tx = new OrganizationTx(connection, rewriting, organization);
                    var result = attempt(() -> work.apply(tx));
                    return inOrder(List.of(begun, entered, result))
                            .compose(done -> commit(connection, tx).map(committed -> result.result()))
                            .recover(problem -> rollback(connection, problem))
                            .onComplete(done -> release(connection));
                })
                .recover(problem -> triesLeft > 1 && SqlStates.isSerializationFailure(problem)
                        ? transaction(role, organization, entry, work, triesLeft - 1)
                        : failed(problem));
    }

    private Future<Void> commit(SqlConnection connection, OrganizationTx tx) {
        tx.end();
        return connection
                .query("COMMIT")
                .execute()
                .recover(problem -> Future.failedFuture(
                        SqlStates.isConnectionTrouble(problem)
                                ? outcomeUnknown().asException()
                                : problem))
                // Where one of the last statements failed, COMMIT rolls back and succeeds at that.
                .compose(done -> inOrder(tx.last()))
                .onSuccess(done -> tx.committed())
                .mapEmpty();
    }

    private static <T> Future<T> rollback(SqlConnection connection, Throwable problem) {
        return connection.query("ROLLBACK").execute().transform(done -> Future.failedFuture(problem));
    }

    private static void release(SqlConnection connection) {
        connection.close().onFailure(problem -> LOG.debug("releasing a connection", problem));
    }

    private Future<RowSet<Row>> enter(SqlConnection connection, Caller caller) {
        var credential = caller.credential();
        return connection
                .preparedQuery(ENTER_TOKEN)
                .execute(Tuple.of(new Buffer[] {credential.lookup()}, null, credential.stamp(), organizations(caller)));
    }

    private static Long[] organizations(Caller caller) {
        return caller.organizations().stream()
                .map(membership -> membership.organization().value())
                .toArray(Long[]::new);
    }

    private Pool pool(DatabaseRole role) {
        return pools.computeIfAbsent(role, absent -> PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(settings.poolSize(absent))
                        .setMaxWaitQueueSize(settings.poolWaiting())
                        .setConnectionTimeout(1)
                        .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                        .setIdleTimeout(10)
                        .setIdleTimeoutUnit(TimeUnit.MINUTES)
                        .setName("rota-" + absent.wire()))
                .connectingTo(address.connect(absent, 16))
                .using(vertx)
                .build());
    }

    /** The least loaded shared connection of this event loop; of all, where the thread is none of ours. */
    private static Lane lane(Map<Thread, List<Lane>> lanes) {
        var own = lanes.get(Thread.currentThread());
        var candidates = own != null
                ? own
                : lanes.values().stream().flatMap(List::stream).toList();
        return candidates.stream()
                .filter(Lane::isConnected)
                .min(Comparator.comparingInt(Lane::load))
                .or(() -> candidates.stream().findFirst())
                .orElseThrow(() -> SqlStates.databaseUnavailable().asException());
    }

    /** Those of this event loop; tests look at what calls leave behind on them. */
    List<Lane> readingLanes() {
        return reading.getOrDefault(Thread.currentThread(), List.of());
    }

    private static <T> Future<T> attempt(Supplier<Future<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** Done when all are; fails with the first failure in order that says why, not with its aftermath. */
    private static Future<Void> inOrder(List<? extends Future<?>> steps) {
        return Future.join(steps).<Void>mapEmpty().recover(any -> {
            Throwable aftermath = any;
            for (var step : steps) {
                if (step.failed() && !SqlStates.isAftermath(step.cause())) {
                    return Future.failedFuture(step.cause());
                }
                aftermath = step.failed() ? step.cause() : aftermath;
            }
            return Future.failedFuture(aftermath);
        });
    }

    private static Failure outcomeUnknown() {
        return new Failure.Unavailable(
                FailureCode.OUTCOME_UNKNOWN,
                "The connection was lost while committing; retry with the same request_id",
                Duration.ofSeconds(1));
    }

    private static <T> Future<T> failed(Throwable problem) {
        return Future.failedFuture(SqlStates.translate(problem));
    }
}
