package dev.rota.attempt;

import static dev.rota.TestDatabase.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.audit.AuditLog;
import dev.rota.audit.ValueHash;
import dev.rota.background.WorkQueue;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.Restrictions;
import dev.rota.operation.Operations;
import dev.rota.organization.Organizations;
import dev.rota.project.Projects;
import dev.rota.quality.Gates;
import dev.rota.seal.SealKeys;
import dev.rota.task.Description;
import dev.rota.task.NewTask;
import dev.rota.task.TaskCreation;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskStatus;
import dev.rota.task.TaskUpdate;
import dev.rota.task.TaskUpdates;
import dev.rota.task.Tasks;
import dev.rota.token.OpaqueToken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A database with every operation on attempts, and a look behind their back. */
final class AttemptBench implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final TestDatabase copy = TestDatabase.create();
    final Database database = copy.open(vertx);
    final AuditLog audit = new AuditLog(vertx, database, new ValueHash(new byte[32]), size -> {});
    final Operations operations = TestOrganization.operations(vertx, database);
    final Tasks tasks = new Tasks();
    final Gates gates = new Gates(new Projects());
    final TaskCreation creation = new TaskCreation(new Projects(), gates);
    final AttemptSettings settings;
    final Claims claims;
    final Attempts attempts;
    final UploadUrls urls = new UploadUrls(new SealKeys(new byte[32]), URI.create("http://rota.example"));
    final Artifacts artifacts;
    final TaskUpdates updates;
    final WorkQueue queue;

    AttemptBench() {
        this(AttemptSettings.DEFAULT);
    }

    AttemptBench(AttemptSettings settings) {
        this.settings = settings;
        claims = new Claims(settings, audit);
        attempts = new Attempts(tasks, settings, gates);
        artifacts = new Artifacts(database, audit, tasks, attempts, urls);
        updates = new TaskUpdates(tasks, creation, attempts, gates);
        queue = new WorkQueue(database, List.of(new LeaseSweep(tasks, audit, settings)));
    }

    TestOrganization organization() {
        return TestOrganization.create(vertx, database);
    }

    /** A further agent of the organization. */
    Caller agent(TestOrganization organization, String name) {
        return organization.caller(organization.issue(
                OpaqueToken.Kind.AGENT,
                organization.ownerId(),
                await(database.asWorker(organization.id(), tx -> new Organizations(database)
                        .addAgent(tx, name, organization.ownerId()))),
                Restrictions.NONE));
    }

    <T> T change(Caller caller, Function<OrganizationTx, Future<T>> work) {
        return await(database.inOrganization(caller, work));
    }

    /** The code that the change fails with. */
    String refusal(Caller caller, Function<OrganizationTx, ? extends Future<?>> work) {
        try {
            await(database.inOrganization(caller, tx -> work.apply(tx).<Void>mapEmpty()));
        } catch (FailureException e) {
            return e.failure().code().wire();
        }
        throw new AssertionError("it was not refused");
    }

    @CanIgnoreReturnValue
    String task(Caller caller, String title) {
        return task(caller, title, 0, null, List.of(), List.of());
    }

    @CanIgnoreReturnValue
    String task(
            Caller caller,
            String title,
            int priority,
            @Nullable String kind,
            List<String> dependsOn,
            List<String> labels) {
        return taskIn(caller, "DEV", title, priority, kind, dependsOn, labels);
    }

    @CanIgnoreReturnValue
    String taskIn(
            Caller caller,
            String project,
            String title,
            int priority,
            @Nullable String kind,
            List<String> dependsOn,
            List<String> labels) {
        var task = new NewTask(
                "",
                title,
                Description.NONE,
                TaskStatus.TODO,
                priority,
                kind,
                null,
                null,
                dependsOn,
                labels,
                List.of(),
                null,
                null,
                new JsonObject());
        return change(caller, tx -> creation.project(tx, caller, project)
                        .compose(known -> creation.create(tx, caller, known, task)))
                .key();
    }

    @CanIgnoreReturnValue
    TaskUpdates.Updated move(Caller caller, String key, TaskStatus status) {
        var update = new TaskUpdate(
                null, null, null, status, Set.of(), null, null, null, null, null, List.of(), List.of(), null, null,
                null, null);
        return change(caller, tx -> updates.update(tx, caller, ref(key), update));
    }

    Claim claim(Caller caller, ClaimRequest request) {
        return change(caller, tx -> claims.claim(tx, caller, request));
    }

    Claim.Made claimed(Caller caller, String key) {
        return (Claim.Made) claim(caller, ClaimRequest.of(ref(key)));
    }

    Attempts.Finished finish(Caller caller, Claim.Made claim, AttemptStatus status) {
        return change(caller, tx -> attempts.finish(tx, caller, claim.attempt(), status, Outcome.NONE));
    }

    static TaskRef ref(String key) {
        return TaskRef.parse("task", key);
    }

    /** Moves the end of the lease, and the sweep's reminder of it, into the past: the database's clock cannot be. */
    void lapse(long attempt) {
        copy.execute("UPDATE rota.attempt SET lease_expires_at = clock_timestamp() WHERE status = 'running' AND id = "
                + attempt);
        copy.execute("UPDATE rota.work_queue SET due_at = clock_timestamp() WHERE subject_id = " + attempt);
    }

    /** The first column of a query, as text, in its order. */
    List<String> column(String sql) {
        try (var connection = copy.superuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String value(String sql) {
        return column(sql).get(0);
    }

    /** Status and version of a task, such as {@code todo 3}. */
    String state(TestOrganization organization, String key) {
        return value("SELECT status || ' ' || version FROM rota.task WHERE key = '" + key + "' AND org_id = "
                + organization.id());
    }

    /** Types of the task's history entries, oldest first. */
    List<String> history(TestOrganization organization, String key) {
        return column(
                "SELECT e.type FROM rota.task_event e JOIN rota.task t ON t.org_id = e.org_id AND t.id = e.task_id"
                        + " WHERE t.key = '" + key + "' AND t.org_id = " + organization.id() + " ORDER BY e.id");
    }

    @Override
    public void close() {
        await(database.close());
        await(vertx.close());
    }
}
