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
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The database as the rest of Rota sees it: transactions that have entered a caller's organizations, and nothing else.
 *
 * <p>Each transaction begins with an {@code enter_*} function, in the same flush as its first statements or in the only one.
 * That function looks the credential up, compares the caller's stamp, and sets a transaction-local context; where it raises,
 * the transaction is aborted and what stands behind it does nothing.
 *
 * <p>Open for one test, which measures what it costs to append the audit's events by leaving that out.
 */
public class Database {
    private static final String ENTER_WORKER = "SELECT rota.enter_worker($1)";
    /** Events are found by their places and chains by their ends, however few of either the planner thinks that there are. */
    private static final String ENTER_SEQUENCER =
            "SELECT rota.enter_sequencer($1), set_config('enable_seqscan', 'off', true)";

    /** More than any statement may take: the roles' statement_timeout is 5 s. */
    static final Duration PATIENCE = Duration.ofSeconds(8);

    private final UnaryOperator<String> rewriting;
    private final EnteringStatements entering = new EnteringStatements();
    private final Lanes reading;
    private final Lanes appending;
    private final Pools pools;
    private final Transactions transactions;

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
        this.rewriting = rewriting;
        Function<PgConnectOptions, Lane> lane = options -> new Lane(vertx, options, patience);
        this.reading =
                new Lanes(() -> lane.apply(address.reading(settings.pipelining())), settings.connectionsPerLoop());
        this.appending = new Lanes(() -> lane.apply(address.connect(DatabaseRole.AUDIT, settings.pipelining())), 1);
        this.pools = new Pools(vertx, address, settings, patience);
        this.transactions = new Transactions(vertx, patience);
    }

    /** Opens the shared connections of the event loop this is called on. */
    public Future<Void> open() {
        return Future.all(reading.open(), appending.open()).<Void>mapEmpty().recover(Database::failed);
    }

    /**
     * Whether each role is let in. Fails with an {@link IllegalStateException} that names the setting where one is not, and
     * with nothing else: a database that is away is for {@link #open} to tell (security F11).
     */
    public Future<Void> requireRoles() {
        return Future.all(Arrays.stream(DatabaseRole.values())
                        .map(role -> transactions
                                .run(pools.of(role), "SELECT 1", Tuple.tuple())
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
        return (role == DatabaseRole.AUDIT ? appending : reading).all();
    }

    public Future<Void> close() {
        var ends = new ArrayList<Future<Void>>(pools.close());
        Stream.concat(reading.all(), appending.all()).forEach(lane -> ends.add(lane.close()));
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
        return reading.send(session ->
                        session.run(entry.read(), Tuple.of(lookups.toArray(Buffer[]::new), resource, null, null)))
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
        return reading.send(session -> {
                    var read = new Read(entering);
                    var tx = new ReadTx(read, rewriting, Entry.organizations(caller));
                    var result = Transactions.attempt(() -> work.apply(tx));
                    tx.end();
                    return read.over(session, caller, result);
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
        return inOrganization(caller, Line.CHANGES, work);
    }

    /** The same, in {@code line} for its connection. */
    public <T> Future<T> inOrganization(Caller caller, Line line, Function<OrganizationTx, Future<T>> work) {
        var organization = caller.organization().organization();
        return transactions.run(
                pools.of(DatabaseRole.API, line),
                session -> Entry.of(caller).enter(session, caller),
                session -> new OrganizationTx(session, rewriting, organization),
                work);
    }

    /**
     * The same for what a person changes of their own, in whatever organizations they are. Fails with {@code forbidden}
     * where the caller is an agent or a token of an organization.
     */
    public <T> Future<T> asPerson(Caller caller, Line line, Function<PersonTx, Future<T>> work) {
        if (caller.principal().kind() != Principal.Kind.USER) {
            return Future.failedFuture(
                    new Failure.Refused(FailureCode.FORBIDDEN, "Only a person can do this").asException());
        }
        return transactions.run(
                pools.of(DatabaseRole.API, line),
                session -> Entry.of(caller).enter(session, caller),
                session -> new PersonTx(session, rewriting, caller, Entry.organizations(caller)),
                work);
    }

    /** The same for background work, which has no caller: in {@code organization}, as the worker role. */
    public <T> Future<T> asWorker(OrganizationId organization, Function<OrganizationTx, Future<T>> work) {
        return transactions.run(
                pools.of(DatabaseRole.WORKER),
                session -> session.run(ENTER_WORKER, Tuple.of(organization.value())),
                session -> new OrganizationTx(session, rewriting, organization),
                work);
    }

    /** The same in the audit of up to 200 organizations at once, and in nothing else of theirs. */
    public <T> Future<T> asSequencer(Collection<OrganizationId> organizations, Function<SequencerTx, Future<T>> work) {
        var ids = organizations.stream().map(OrganizationId::value).toArray(Long[]::new);
        return transactions.run(
                pools.of(DatabaseRole.WORKER),
                session -> session.run(ENTER_SEQUENCER, Tuple.of(ids)),
                session -> new SequencerTx(session, rewriting, ids),
                work);
    }

    /**
     * The same in an organization that comes into being with the transaction: it exists with everything that
     * {@code work} puts into it, or not at all.
     *
     * @param entry makes and enters it, and gives its id as the only column of its only row
     * @param values of {@code entry}
     */
    public <T> Future<T> inNewOrganization(String entry, Tuple values, Function<OrganizationTx, Future<T>> work) {
        return transactions.runEntered(
                pools.of(DatabaseRole.WORKER),
                session -> session.run(entry, values)
                        .map(entered -> new OrganizationTx(
                                session,
                                rewriting,
                                new OrganizationId(entered.iterator().next().getLong(0)))),
                work);
    }

    /** One statement outside any organization, as a role that owns what it touches: the work queue, identities. */
    public <T> Future<List<T>> list(
            DatabaseRole role, String sql, Function<Row, T> mapper, @Nullable Object... values) {
        return transactions
                .run(pools.of(role), sql, Tuple.wrap(values))
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

    /** Runs a statement of which nothing depends, in a line of its own: where that is too long, it is not run. */
    public Future<Void> note(String sql, @Nullable Object... values) {
        return transactions
                .run(pools.of(DatabaseRole.API, Line.NOTES), sql, Tuple.wrap(values))
                .<Void>mapEmpty()
                .recover(Database::failed);
    }

    /** Runs a statement that only adds rows, of any organizations, as the audit role; done when it is committed. */
    public Future<Integer> append(String sql, Tuple values) {
        return appending
                .send(session -> session.run(sql, values))
                .map(RowSet::rowCount)
                .recover(Database::failed);
    }

    /** What time it is there. */
    Future<Instant> time() {
        return look("SELECT clock_timestamp() AS time", row -> row.getOffsetDateTime("time")
                .toInstant());
    }

    /**
     * The only row of a statement of no organization, by the shared connections: what readiness asks must not stand in line
     * behind the changes (security O9), or a node that only refuses some of them would be sent nothing at all.
     */
    <T> Future<T> look(String sql, Function<Row, T> mapper) {
        return reading.send(session -> session.run(sql))
                .map(rows -> mapper.apply(rows.iterator().next()))
                .recover(Database::failed);
    }

    /**
     * Runs {@code work} in one transaction of the authorization server, and commits if the future succeeds. Tried again
     * as {@link #inOrganization}.
     */
    public <T> Future<T> inIdentity(Function<IdentityTx, Future<T>> work) {
        return transactions.run(
                pools.of(DatabaseRole.AUTH),
                session -> Future.succeededFuture(),
                session -> new IdentityTx(session, rewriting),
                work);
    }

    /** What a statement's failure will be told as, for who must know before its transaction ends. */
    public static Throwable meaning(Throwable problem) {
        return SqlStates.translate(problem);
    }

    /** Those of this event loop; tests look at what calls leave behind on them. */
    List<Lane> readingLanes() {
        return reading.here();
    }

    private static <T> Future<T> failed(Throwable problem) {
        return Future.failedFuture(SqlStates.translate(problem));
    }
}
