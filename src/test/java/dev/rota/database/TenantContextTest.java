package dev.rota.database;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.Credential;
import dev.rota.identity.Restrictions;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/**
 * Security T1, T2, T15 and T16: many callers share few connections, statements travel in one flush behind those of other
 * organizations, some fail, some time out, some callers are refused; and nobody ever sees or changes a row of another
 * organization. The statements have no predicate on the organization here: policies and context alone must do.
 */
final class TenantContextTest {
    private static final int LOOPS = 2;
    private static final int CALLERS = 64;
    private static final int CALLS_EACH = 170;

    private static final String READ = "SELECT org_id FROM task t WHERE t.org_id = ANY ($1)";
    private static final String FAIL = "SELECT 1 / (count(*) - count(*)) AS n FROM task t WHERE t.org_id = ANY ($1)";
    private static final String SLOW = "SELECT count(*) AS n FROM pg_sleep(2) s WHERE $1::bigint[] IS NOT NULL";
    private static final String WRITE =
            "UPDATE task SET priority = $2, version = version + 1 WHERE org_id = $1 RETURNING org_id";
    private static final String CONTEXT = "SELECT coalesce(current_setting('rota.org_ids', true), '')"
            + " || coalesce(current_setting('rota.org_id', true), '') AS context";

    private static TestDatabase schema;
    private static Vertx vertx;
    private static Database database;
    private static final Queue<Context> LOOPS_OPEN = new ConcurrentLinkedQueue<>();
    private static final List<TestOrganization> ORGANIZATIONS = new ArrayList<>();
    private static final List<Caller> WRITERS = new ArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        schema = TestDatabase.create();
        schema.execute(
                "ALTER ROLE rota_api IN DATABASE " + schema.address().database() + " SET statement_timeout = '200ms'");
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
        // One shared connection a loop, one for all writes: what leaks has nowhere else to go.
        database = WithoutPredicates.open(
                vertx, schema.address(), new DatabaseSettings(1, 64, 1, 128, Duration.ofSeconds(1)));
        await(vertx.deployVerticle(Loop::new, new DeploymentOptions().setInstances(LOOPS)));
        for (var i = 0; i < 3; i++) {
            var organization = TestOrganization.create(vertx, database);
            ORGANIZATIONS.add(organization);
            WRITERS.add(organization.organization());
            for (var n = 1; n <= 5 + i; n++) {
                schema.execute(task(organization, n));
            }
        }
    }

    @AfterAll
    static void close() throws Exception {
        database.close().transform(closed -> vertx.close()).await(10, TimeUnit.SECONDS);
    }

    private static String task(TestOrganization organization, int n) {
        return "INSERT INTO rota.task (org_id, project_id, key, title, status, complexity, complexity_score,"
                + " created_by_kind, created_by_id, created_by) VALUES (" + organization.id() + ", "
                + organization.dev().id() + ", 'DEV-" + n + "', 'a task', 'todo', 'medium', 5, 'user', 1, 'test')";
    }

    @Test
    void t1_without_a_context_a_statement_fails_instead_of_finding_nothing() {
        assertThatThrownBy(() -> askAsApi("SELECT count(*) FROM task")).satisfies(e -> hasState(e, "TC001"));
        assertThatThrownBy(() -> askAsApi("UPDATE task SET title = 'x' RETURNING 1"))
                .satisfies(e -> hasState(e, "TC002"));
        assertThatThrownBy(() -> await(database.list(DatabaseRole.WORKER, "SELECT slug FROM organization", row -> row)))
                .hasMessageContaining("tenant context missing");
    }

    @Test
    void t1_a_context_set_by_hand_ends_with_its_transaction_and_an_empty_one_is_none() throws SQLException {
        try (var connection = schema.as(DatabaseRole.API);
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT set_config('rota.org_ids', '{1}', true)");
            connection.commit();
            assertThatThrownBy(() -> statement.executeQuery("SELECT count(*) FROM task"))
                    .satisfies(e -> hasState(e, "TC001"));
        }
    }

    @Test
    void an_insert_for_another_organization_is_refused_by_the_policy() {
        var mine = WRITERS.get(0);
        var foreign = ORGANIZATIONS.get(1).id().value();
        var refusal = catchThrowable(() -> await(database.inOrganization(
                mine,
                tx -> tx.count(
                        "INSERT INTO project (org_id, key, name) SELECT $2::bigint, 'EVIL', 'e' WHERE $1::bigint > 0",
                        foreign))));
        assertThat(refusal).hasMessageContaining("row-level security");
    }

    @Test
    void a_stale_caller_is_refused_and_nothing_happens() {
        var organization = TestOrganization.create(vertx, database);
        schema.execute(task(organization, 1));
        var caller = organization.owner();
        schema.execute("UPDATE rota.membership SET role = 'member' WHERE user_id = " + organization.ownerId());

        assertThat(catchThrowable(() -> await(database.inOrganization(caller, tx -> tx.count(WRITE, (short) 2)))))
                .isInstanceOf(StaleCallerException.class);
        assertThat(catchThrowable(() -> await(database.read(caller, tx -> tx.list(READ, row -> row)))))
                .isInstanceOf(StaleCallerException.class);
        assertThat(catchThrowable(() -> await(database.confirm(caller)))).isInstanceOf(StaleCallerException.class);
        assertThat(schema.ask("SELECT priority FROM rota.task WHERE org_id = " + organization.id()))
                .containsExactly("0");
    }

    /** Such a value is refused before the statement that has it begins, and with it the entering. */
    @Test
    void a_stale_caller_is_refused_as_such_whatever_they_ask_for() {
        var organization = TestOrganization.create(vertx, database);
        var caller = organization.owner();
        Function<ReadTx, Future<Void>> unreadable =
                tx -> tx.list(READ + " AND title = $2", row -> row, "\0").mapEmpty();
        assertThat(catchThrowable(() -> await(database.read(caller, unreadable))))
                .hasMessageContaining("U+0000");
        schema.execute("UPDATE rota.membership SET role = 'member' WHERE user_id = " + organization.ownerId());
        assertThat(catchThrowable(() -> await(database.read(caller, unreadable))))
                .isInstanceOf(StaleCallerException.class);
    }

    @Test
    void a_read_cannot_write_whether_it_has_one_statement_or_two() {
        var organization = TestOrganization.create(vertx, database);
        schema.execute(task(organization, 1));
        schema.execute("CREATE FUNCTION rota.touch(p_org bigint) RETURNS bigint LANGUAGE sql AS"
                + " 'UPDATE rota.task SET priority = 2 WHERE org_id = p_org RETURNING id'");
        schema.execute("GRANT EXECUTE ON FUNCTION rota.touch TO rota_api");
        try {
            var touch = "SELECT rota.touch(o) FROM unnest($1::bigint[]) o";
            Function<ReadTx, Future<?>> one = tx -> tx.list(touch, row -> row);
            Function<ReadTx, Future<?>> two = tx -> Future.all(tx.list(READ, row -> row), tx.list(touch, row -> row));
            Function<ReadTx, Future<?>> locks = tx -> tx.list(READ + " FOR SHARE", row -> row);
            for (var asked : List.of(one, two, locks)) {
                assertThatThrownBy(() -> await(database.read(
                                organization.owner(), tx -> asked.apply(tx).mapEmpty())))
                        .hasMessageContaining("read-only transaction");
            }
            assertThat(schema.ask("SELECT priority FROM rota.task WHERE org_id = " + organization.id()))
                    .containsExactly("0");
        } finally {
            schema.execute("DROP FUNCTION rota.touch");
        }
    }

    @Test
    void t2_t15_t16_calls_of_all_kinds_on_shared_connections_stay_in_their_organizations() throws Exception {
        var callers = new ArrayList<Caller>(WRITERS);
        for (var organization : ORGANIZATIONS) {
            callers.add(organization.owner());
            callers.add(organization.caller(organization.agentToken(Restrictions.NONE)));
        }
        callers.add(spanning());
        var run = new Run(callers);
        var loops = List.copyOf(LOOPS_OPEN);
        var all = new ArrayList<Future<Void>>();
        for (var i = 0; i < CALLERS; i++) {
            var first = i;
            Promise<Void> done = Promise.promise();
            loops.get(i % LOOPS)
                    .runOnContext(turn -> run.calls(first, CALLS_EACH).onComplete(done));
            all.add(done.future());
        }
        Future.all(all).await(60, TimeUnit.SECONDS);

        assertThat(run.unexpected).isEmpty();
        assertThat(run.foreign).isEmpty();
        assertThat(run.leftOver).isEmpty();
        assertThat(run.outcomes.values().stream().mapToLong(LongAdder::sum).sum())
                .isEqualTo((long) CALLERS * CALLS_EACH)
                .isGreaterThanOrEqualTo(10_000);
        assertThat(run.outcomes)
                .containsKeys("read", "written", "failed", "rolled back", "stale", "unknown", "timed out");
    }

    /** A member of the first two organizations: one read, two organizations. */
    private static Caller spanning() {
        var first = ORGANIZATIONS.get(0);
        schema.execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES ("
                + ORGANIZATIONS.get(1).id() + ", " + first.memberId() + ", 'member')");
        return first.caller(
                first.issue(dev.rota.token.OpaqueToken.Kind.USER, first.memberId(), null, Restrictions.NONE));
    }

    private static void askAsApi(String sql) throws SQLException {
        try (var connection = schema.as(DatabaseRole.API);
                var statement = connection.createStatement()) {
            var unused = statement.execute(sql);
        }
    }

    private static void hasState(Throwable problem, String state) {
        assertThat(problem).isInstanceOfSatisfying(PSQLException.class, e -> assertThat(e.getSQLState())
                .isEqualTo(state));
    }

    /** One storm; everything that must not be is collected. */
    private static final class Run {
        private final List<Caller> callers;
        private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
        private final Queue<String> foreign = new ConcurrentLinkedQueue<>();
        private final Queue<String> leftOver = new ConcurrentLinkedQueue<>();
        private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
        private final AtomicInteger calls = new AtomicInteger();

        Run(List<Caller> callers) {
            this.callers = callers;
        }

        Future<Void> calls(int first, int left) {
            return left == 0
                    ? Future.succeededFuture()
                    : call(callers.get((first + left) % callers.size()))
                            .compose(done -> probe())
                            .compose(probed -> calls(first, left - 1));
        }

        private Future<Void> call(Caller caller) {
            var number = calls.incrementAndGet();
            if (number % 4_000 == 0) {
                return ended(
                        database.read(caller, tx -> tx.list(SLOW, row -> row)), "timed out", Failure.Unavailable.class);
            }
            return switch (number % 18) {
                case 0 -> ended(database.read(caller, tx -> tx.list(FAIL, row -> row)), "failed", null);
                case 1 -> ended(database.read(with(caller, "old"), tx -> rows(tx, caller)), "stale", null);
                case 2 ->
                    ended(
                            database.read(unknown(caller), tx -> rows(tx, caller)),
                            "unknown",
                            Failure.Unauthenticated.class);
                case 3 -> write(number, caller);
                case 4 -> writeAndFail(number, caller);
                default ->
                    database.read(caller, tx -> rows(tx, caller)).transform(done -> {
                        count(done.succeeded() ? "read" : note("read", done.cause()));
                        return Future.<Void>succeededFuture();
                    });
            };
        }

        private Future<Void> write(int number, Caller caller) {
            var writer = caller.spansOrganizations() ? WRITERS.get(0) : caller;
            return database.inOrganization(
                            writer, tx -> tx.list(WRITE, row -> check(row, writer), (short) (number % 3)))
                    .transform(done -> {
                        count(done.succeeded() ? "written" : note("written", done.cause()));
                        return Future.<Void>succeededFuture();
                    });
        }

        private Future<Void> writeAndFail(int number, Caller caller) {
            var writer = caller.spansOrganizations() ? WRITERS.get(0) : caller;
            return ended(
                    database.inOrganization(
                            writer, tx -> tx.list(WRITE, row -> check(row, writer), (short) (number % 3))
                                    .compose(written -> tx.reading().list(FAIL, row -> row))),
                    "rolled back",
                    null);
        }

        private Future<List<Row>> rows(ReadTx tx, Caller caller) {
            return tx.list(READ, row -> check(row, caller));
        }

        private Row check(Row row, Caller caller) {
            var organization = row.getLong("org_id");
            if (caller.organizations().stream().noneMatch(m -> m.organization().value() == organization)) {
                foreign.add(organization + " seen by " + caller.credential());
            }
            return row;
        }

        /** A call that must fail, and with that failure where one is named. */
        private Future<Void> ended(Future<?> call, String as, @Nullable Class<? extends Failure> failure) {
            return call.transform(done -> {
                var right = done.failed()
                        && (failure == null
                                || (done.cause() instanceof FailureException known
                                        && failure.isInstance(known.failure())));
                count(right ? as : note(as, done.cause()));
                return Future.<Void>succeededFuture();
            });
        }

        private String note(String kind, Throwable cause) {
            unexpected.add(kind + ": " + cause);
            return "unexpected";
        }

        private void count(String outcome) {
            outcomes.computeIfAbsent(outcome, absent -> new LongAdder()).increment();
        }

        /** Between the calls of others, on the shared connection of this loop and on the one for writes. */
        private Future<Void> probe() {
            var shared = lane().send(session -> session.run(CONTEXT))
                    .map(rows -> rows.iterator().next().getString("context"));
            var pooled = calls.get() % 8 == 0
                    ? database.list(DatabaseRole.API, CONTEXT, row -> row.getString("context"))
                            .map(all -> all.get(0))
                    : Future.succeededFuture("");
            return Future.all(shared, pooled).map(both -> {
                if (!(shared.result() + pooled.result()).isEmpty()) {
                    leftOver.add(shared.result() + " " + pooled.result());
                }
                return null;
            });
        }

        private static Lane lane() {
            return database.readingLanes().get(0);
        }

        private static Caller with(Caller caller, String stamp) {
            var old = caller.credential();
            return replaced(caller, new Credential(old.kind(), old.id(), old.lookup(), stamp));
        }

        private static Caller unknown(Caller caller) {
            var old = caller.credential();
            return replaced(caller, new Credential(old.kind(), old.id(), Buffer.buffer(new byte[32]), old.stamp()));
        }

        private static Caller replaced(Caller caller, Credential credential) {
            return new Caller(
                    caller.principal(),
                    caller.organizations(),
                    credential,
                    caller.scopes(),
                    caller.restrictions(),
                    caller.request());
        }
    }

    /** One event loop with its shared connection. */
    private static final class Loop extends VerticleBase {
        @Override
        public Future<?> start() {
            LOOPS_OPEN.add(context);
            return database.open();
        }
    }
}
