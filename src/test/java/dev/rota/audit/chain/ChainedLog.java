package dev.rota.audit.chain;

import static dev.rota.TestDatabase.await;

import dev.rota.TestDatabase;
import dev.rota.background.WorkQueue;
import dev.rota.database.Database;
import dev.rota.database.DatabaseRole;
import dev.rota.identity.OrganizationId;
import dev.rota.observe.Metrics;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** A database with an audit log, everything that chains it, and a superuser who tampers with it. */
final class ChainedLog implements AutoCloseable {
    static final DigestKey KEY = DigestKey.drawnFrom(new byte[64]);

    final TestDatabase copy = TestDatabase.create();
    final Vertx vertx = Vertx.vertx();
    final Database database = copy.open(vertx);
    final AuditSettings settings;
    final Metrics metrics = new Metrics();
    final Sequencer sequencer;
    private final Digests digests;

    ChainedLog(Path digestDir) {
        this(new AuditSettings(digestDir, null));
    }

    ChainedLog(AuditSettings settings) {
        this.settings = settings;
        sequencer = new Sequencer(vertx, database, metrics.chain());
        digests = new Digests(vertx, database, KEY, settings);
    }

    /** Events as the server's own role appends them. */
    void write(OrganizationId organization, int events) {
        try (var connection = copy.as(DatabaseRole.AUDIT);
                var statement = connection.createStatement()) {
            var added =
                    statement.executeUpdate("INSERT INTO audit_event (org_id, category, action, outcome, actor_kind,"
                            + " actor_id, actor_name, request_id, duration_us, changes) SELECT " + organization
                            + ", 'MCP', 'get_task', 'ok', 'agent', 7, 'ci', 'r' || n, n,"
                            + " '[{\"field\": \"title\", \"before\": \"x\"}]' FROM generate_series(1, " + events
                            + ") n");
            if (added != events) {
                throw new AssertionError(added + " events were added");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Chains all that waits. */
    void chain() {
        while (await(sequencer.runOnce()).chained() > 0) {
            // there may be more than one look takes
        }
    }

    /** Makes the digest that is due an hour from now, and waits until it is in its file. */
    void digest(OrganizationId organization) {
        copy.execute(
                "UPDATE rota.work_queue SET due_at = now() WHERE kind = 'audit_digest' AND org_id = " + organization);
        if (await(new WorkQueue(database, List.of(digests)).runOnce()) != 1) {
            throw new AssertionError("no digest was due");
        }
        await(digests.copy(organization));
    }

    ChainVerification verification() {
        return new ChainVerification(vertx, database, KEY, settings);
    }

    Verdict verify(OrganizationId organization) {
        return await(verification().verify(organization));
    }

    Path file(OrganizationId organization) {
        return new DigestFiles(settings.digestDir()).file(organization);
    }

    int number(String sql) {
        return Integer.parseInt(copy.ask(sql).get(0));
    }

    @Override
    public void close() {
        await(database.close());
        await(vertx.close());
    }
}
