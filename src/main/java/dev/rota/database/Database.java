package dev.rota.database;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Principal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The database as the rest of Rota sees it: transactions that have entered a caller's organizations, and nothing else.
 *
 * <p>Each transaction begins with an {@code enter_*} function, in the same flush as its first statements. That function
 * looks the credential up, compares the caller's stamp, and sets a transaction-local context; where it raises, the
 * transaction is aborted and the statements behind it do nothing.
 *
 * <p>Open for one test, which measures what it costs to append the audit's events by leaving that out.
 */
public class Database {
    private static final String ENTER_WORKER = "SELECT rota.enter_worker($1)";
    private static final int TRIES = 3;
    private static final int WATCH_MS = 500;
    private static final int CONNECT_MS = 2_000;
    /** More than any statement may take: the roles' statement_timeout is 5 s. */
    static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Vertx vertx;
    private final DatabaseAddress address;
    private final DatabaseSettings settings;
    private final UnaryOperator<String> rewriting;
    private final Duration patience;
    private final Map<Thread, List<Lane>> reading = new ConcurrentHashMap<>();
    private final Map<Thread, List<Lane>> appending = new ConcurrentHashMap<>();
    private final Map<DatabaseRole, Pool> pools = new ConcurrentHashMap<>();
    private final RetryBudget retries = new RetryBudget();

    public Database(Vertx vertx, DatabaseAddress address, DatabaseSettings settings) {
        this(vertx, address, settings, UnaryOperator.identity(), PATIENCE);
    }

    /**
     * @param rewriting applied to the text of every statement; the product changes none. Tests take the organization's
     *     predicate away with it, to show that row-level security alone keeps tenants apart.
     * @param patience how long the server may be silent while somebody waits for it
     */
    Database(
            Vertx vertx,
            DatabaseAddress address,
            DatabaseSettings settings,
            UnaryOperator<String> rewriting,
            Duration patience) {
        this.vertx = vertx;
        this.address = address;
        this.settings = settings;
        this.rewriting = rewriting;
        this.patience = patience;
    }

    /** Opens the shared connections of the event loop this is called on. */
    public Future<Void> open() {
        var readers = new ArrayList<Lane>();
        for (var i = 0; i < settings.connectionsPerLoop(); i++) {
            readers.add(lane(DatabaseRole.API));
        }
        var appenders = List.of(lane(DatabaseRole.AUDIT));
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

    /**
     * Whether each role is let in. Fails with an {@link IllegalStateException} that names the setting where one is not, and
     * with nothing else: a database that is away is for {@link #open} to tell (security F11).
     */
    public Future<Void> requireRoles() {
        return Future.all(Arrays.stream(DatabaseRole.values())
                        .map(role -> pool(role)
                                .query("SELECT 1")
                                .execute()
                                .<Void>mapEmpty()
                                .recover(problem -> SqlStates.isLockedOut(problem)
                                        ? Future.failedFuture(lockedOut(role))
                                        : Future.succeededFuture()))
                        .toList())
                .mapEmpty();
    }

    private static IllegalStateException lockedOut(DatabaseRole role) {
        return new IllegalStateException("rota.database." + role.wire() + ".password, or rota.database.password for all"
                + " roles, is not the password that the database has for " + role.login() + ": rota migrate sets it");
    }

    /** Shared connections that are open now, of the audit's appends or of reads; for the metrics. */
    public int lanes(DatabaseRole role) {
        return (int) lanesOf(role).filter(Lane::isConnected).count();
    }

    /** Statements on them that have no answer yet; a hint, for the metrics. */
    public int laneStatements(DatabaseRole role) {
        return lanesOf(role).mapToInt(Lane::load).sum();
    }

    private Stream<Lane> lanesOf(DatabaseRole role) {
        return (role == DatabaseRole.AUDIT ? appending : reading)
                .values().stream().flatMap(List::stream);
    }

    private Lane lane(DatabaseRole role) {
        return new Lane(vertx, address.connect(role, settings.pipelining()), patience);
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
     * @param lookups what it may be found by: for a token its hash under each current pepper
     * @param resource what it is presented to
     * @return what the {@code enter_*} function says of it; fails with {@code Unauthenticated} where it does not count
     */
    public Future<JsonObject> identify(Entry entry, List<Buffer> lookups, String resource) {
        return send(
                        reading,
                        session -> session.run(
                                entry.sql(), Tuple.of(lookups.toArray(Buffer[]::new), resource, null, null)))
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
        return send(reading, session -> {
                    var begun = session.run("BEGIN READ ONLY");
                    var entered = enter(session, caller);
                    var tx = new ReadTx(session, rewriting, organizations(caller));
                    var result = attempt(() -> work.apply(tx));
                    tx.end();
                    var ended = session.run("COMMIT");
                    return inOrder(List.of(begun, entered, result, ended)).compose(done -> result);
                })
                .recover(Database::failed);
    }

    /**
     * Runs {@code work} in one transaction of the caller's only organization, and commits if the future succeeds.
     * Serialization failures and deadlocks are tried again, up to three times in all, as long as few are.
     *
     * <p>Fails with {@code outcome_unknown} when the connection is lost while committing.
     */
    public <T> Future<T> inOrganization(Caller caller, Function<OrganizationTx, Future<T>> work) {
        var organization = caller.organization().organization();
        return transaction(
                DatabaseRole.API,
                session -> enter(session, caller),
                session -> new OrganizationTx(session, rewriting, organization),
                work,
                TRIES);
    }

    /**
     * The same for what a person changes of their own, in whatever organizations they are. Fails with {@code forbidden}
     * where the caller is an agent or a token of an organization.
     */
    public <T> Future<T> asPerson(Caller caller, Function<PersonTx, Future<T>> work) {
        if (caller.principal().kind() != Principal.Kind.USER) {
            return Future.failedFuture(
                    new Failure.Refused(FailureCode.FORBIDDEN, "Only a person can do this").asException());
        }
        return transaction(
                DatabaseRole.API,
                session -> enter(session, caller),
                session -> new PersonTx(session, rewriting, caller, organizations(caller)),
                work,
                TRIES);
    }

    /** The same for background work, which has no caller: in {@code organization}, as the worker role. */
    public <T> Future<T> asWorker(OrganizationId organization, Function<OrganizationTx, Future<T>> work) {
        return transaction(
                DatabaseRole.WORKER,
                session -> session.run(ENTER_WORKER, Tuple.of(organization.value())),
                session -> new OrganizationTx(session, rewriting, organization),
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
        return exclusively(DatabaseRole.WORKER, session -> session.run("BEGIN")
                        .compose(begun -> session.run(entry, values))
                        .map(entered -> new OrganizationTx(
                                session,
                                rewriting,
                                new OrganizationId(entered.iterator().next().getLong(0))))
                        .compose(tx -> attempt(() -> work.apply(tx))
                                .compose(result -> commit(session, tx).map(committed -> result)))
                        .recover(problem -> rollback(session, problem)))
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
        return send(appending, session -> session.run(sql, values))
                .map(RowSet::rowCount)
                .recover(Database::failed);
    }

    /** What time it is there. */
    Future<Instant> time() {
        return look(
                "SELECT clock_timestamp() AS time",
                row -> row.getOffsetDateTime("time").toInstant());
    }

    /**
     * The only row of a statement of no organization, by the shared connections: what readiness asks must not stand in line
     * behind the changes (security O9), or a node that only refuses some of them would be sent nothing at all.
     */
    <T> Future<T> look(String sql, Function<Row, T> mapper) {
        return send(reading, session -> session.run(sql))
                .map(rows -> mapper.apply(rows.iterator().next()))
                .recover(Database::failed);
    }

    /**
     * Runs {@code work} in one transaction of the authorization server, and commits if the future succeeds. Tried again
     * as {@link #inOrganization}.
     */
    public <T> Future<T> inIdentity(Function<IdentityTx, Future<T>> work) {
        return transaction(
                DatabaseRole.AUTH,
                session -> Future.succeededFuture(),
                session -> new IdentityTx(session, rewriting),
                work,
                TRIES);
    }

    private <X extends ChangeTx, T> Future<T> transaction(
            DatabaseRole role,
            Function<Session, Future<?>> entry,
            Function<Session, X> begin,
            Function<X, Future<T>> work,
            int triesLeft) {
        if (triesLeft == TRIES) {
            retries.begun();
        }
        return exclusively(role, session -> {
                    var begun = session.run("BEGIN");
                    var entered = entry.apply(session);
                    var tx = begin.apply(session);
                    var result = attempt(() -> work.apply(tx));
                    return inOrder(List.of(begun, entered, result))
                            .compose(done -> commit(session, tx).map(committed -> result.result()))
                            .recover(problem -> rollback(session, problem));
                })
                .recover(problem -> triesLeft > 1 && SqlStates.isSerializationFailure(problem) && retries.take()
                        ? vertx.timer(RetryBudget.pauseMillis(TRIES - triesLeft), TimeUnit.MILLISECONDS)
                                .compose(later -> transaction(role, entry, begin, work, triesLeft - 1))
                        : failed(problem));
    }

    /** Runs {@code work} on a connection of its own, which is cut when its server falls silent. */
    private <T> Future<T> exclusively(DatabaseRole role, Function<Session, Future<T>> work) {
        return pool(role).getConnection().compose(connection -> {
            var session = new Session(connection);
            var watch = vertx.setPeriodic(WATCH_MS, id -> session.cutWhenSilentFor(patience));
            return attempt(() -> work.apply(session)).onComplete(done -> {
                vertx.cancelTimer(watch);
                session.close();
            });
        });
    }

    private static Future<Void> commit(Session session, ChangeTx tx) {
        tx.end();
        return session.run("COMMIT")
                .recover(problem -> Future.failedFuture(
                        SqlStates.isConnectionTrouble(problem)
                                ? outcomeUnknown().asException()
                                : problem))
                // Where one of the last statements failed, COMMIT rolls back and succeeds at that.
                .compose(done -> inOrder(tx.last()))
                .onSuccess(done -> tx.committed())
                .mapEmpty();
    }

    /** A connection that cannot even roll back must not meet the next call. */
    private static <T> Future<T> rollback(Session session, Throwable problem) {
        return session.run("ROLLBACK").onFailure(lost -> session.cut()).transform(done -> Future.failedFuture(problem));
    }

    private static Future<RowSet<Row>> enter(Session session, Caller caller) {
        var credential = caller.credential();
        return session.run(
                Entry.of(credential.kind()).sql(),
                Tuple.of(new Buffer[] {credential.lookup()}, null, credential.stamp(), organizations(caller)));
    }

    private static Long[] organizations(Caller caller) {
        return caller.organizations().stream()
                .map(membership -> membership.organization().value())
                .toArray(Long[]::new);
    }

    /** What a statement's failure will be told as, for who must know before its transaction ends. */
    public static Throwable meaning(Throwable problem) {
        return SqlStates.translate(problem);
    }

    private Pool pool(DatabaseRole role) {
        return pools.computeIfAbsent(role, absent -> PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(settings.poolSize(absent))
                        .setMaxWaitQueueSize(settings.poolWaiting())
                        .setConnectionTimeout((int) settings.longestWait().toMillis())
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setIdleTimeout(10)
                        .setIdleTimeoutUnit(TimeUnit.MINUTES)
                        .setName("rota-" + absent.wire()))
                .with(new NetClientOptions().setConnectTimeout(CONNECT_MS).setTcpKeepAlive(true))
                .connectingTo(address.connect(absent, 16))
                .withConnectHandler(fresh -> new Session(fresh).keepAlive().close())
                .using(vertx)
                .build());
    }

    /** On the least loaded shared connection of this event loop; of all, where the thread is none of ours. */
    private static <T> Future<T> send(Map<Thread, List<Lane>> lanes, Function<Session, Future<T>> flush) {
        var own = lanes.get(Thread.currentThread());
        var candidates = own != null
                ? own
                : lanes.values().stream().flatMap(List::stream).toList();
        return candidates.stream()
                .filter(Lane::isConnected)
                .min(Comparator.comparingInt(Lane::load))
                .map(lane -> lane.send(flush))
                .orElseGet(() ->
                        Future.failedFuture(SqlStates.databaseUnavailable().asException()));
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
