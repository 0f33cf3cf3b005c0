package dev.rota.transfer;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.Permission;
import dev.rota.organization.Rights;
import dev.rota.organization.Rights.Held;
import dev.rota.transfer.ImportRuns.Progress;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One import on its way into the caller's organization: a batch of lines after the other, each in a transaction that also
 * notes how far it has come. What was cut is sent again and goes on there. Confined to one event loop.
 */
public final class Import {
    private static final Action ACTION = Action.admin("import_organization");

    private final Database database;
    private final AuditLog audit;
    private final Caller caller;
    private final Rights rights = new Rights();
    private final ImportRuns runs = new ImportRuns();
    private final ImportQueries queries = new ImportQueries();
    private @Nullable Progress progress;

    public Import(Database database, AuditLog audit, Caller caller) {
        this.database = database;
        this.audit = audit;
        this.caller = caller;
    }

    /** Lines of the file that were done before, with the first; the digest of them must be {@link #digest}. */
    public long lines() {
        return at().lines();
    }

    /** SHA-256 of the lines that are done. */
    public Buffer digest() {
        return at().digest();
    }

    /** Whether all of the file has come. */
    public boolean isFinished() {
        return at().finished();
    }

    /** Rows made so far, by type. */
    public JsonObject counts() {
        return at().counts();
    }

    /**
     * Begins, or takes up what was begun with the same export. Fails with {@code in_use} where the organization has
     * projects, or another import, already.
     */
    public Future<Void> begin(UUID export, Buffer digest) {
        return change(
                (tx, held) -> runs.alone(tx).compose(alone -> runs.find(tx)).compose(found -> {
                    if (found.isPresent()) {
                        if (!found.get().export().equals(export)) {
                            throw inUse("Another export was imported into the organization, or a part of one");
                        }
                        return Future.succeededFuture(found.get());
                    }
                    var first = new Progress(export, 1, digest, new JsonObject(), false);
                    return runs.isEmpty(tx).compose(empty -> {
                        if (!empty) {
                            throw inUse("The organization has projects already");
                        }
                        return runs.begin(tx, first).map(first);
                    });
                }));
    }

    /**
     * Makes rows of lines of one type. Fails with {@code version_conflict} where another request has gone on meanwhile, and
     * {@code validation_failed} where a content is not what was exported.
     *
     * @param last number of the last one of them in the file
     * @param digest of all lines up to that
     */
    public Future<Void> write(RowType type, List<JsonObject> lines, long last, Buffer digest) {
        return change((tx, held) -> made(tx, held, type, lines).compose(count -> {
            var before = at();
            var counts = before.counts().copy();
            if (count > 0) {
                counts.put(type.plural(), counts.getLong(type.plural(), 0L) + count);
            }
            var next = new Progress(before.export(), last, digest, counts, false);
            var organization = type == RowType.ORGANIZATION ? lines.get(lines.size() - 1) : null;
            return runs.advance(tx, before.lines(), next, organization).map(still -> next(still, next));
        }));
    }

    /** All of the file has come: what it says of the organization itself counts from now on. */
    public Future<Void> finish(long last, Buffer digest) {
        return change((tx, held) -> {
            var before = at();
            var next = new Progress(before.export(), last, digest, before.counts(), true);
            return runs.finish(tx, before.lines(), next)
                    .compose(still -> runs.settle(tx, decides(held)).map(settled -> next(still, next)))
                    .map(reached -> recorded(tx, reached));
        });
    }

    /** Nothing was left to do; the request leaves its event all the same. */
    public Future<Void> repeat() {
        return change((tx, held) -> Future.succeededFuture(recorded(tx, at())));
    }

    /** Whether they may set the policy, all of it (security M4). */
    private static boolean decides(Held held) {
        return held.permits(Permission.ORG_UPDATE) && held.permits(Permission.SECURITY_MANAGE);
    }

    private Progress recorded(OrganizationTx tx, Progress reached) {
        audit.record(
                tx,
                caller,
                ACTION,
                new AuditObject(
                        "organization",
                        tx.organization().value(),
                        caller.organization().slug()),
                List.of());
        return reached;
    }

    private Future<Integer> made(OrganizationTx tx, Held held, RowType type, List<JsonObject> lines) {
        return switch (type) {
            case ORGANIZATION, MEMBER -> Future.succeededFuture(0); // members come by invitation only
            case ROLE ->
                queries.make(
                        tx,
                        type,
                        new JsonArray(
                                lines.stream().map(line -> within(held, line)).toList()));
            case AGENT ->
                queries.make(
                        tx, type, new JsonArray(lines.stream().map(this::owned).toList()));
            case ARTIFACT_CONTENT -> contents(tx, lines);
            default -> queries.make(tx, type, new JsonArray(lines));
        };
    }

    /** Nobody gives a permission they have not (security M4). */
    private static JsonObject within(Held held, JsonObject role) {
        var permissions = role.getJsonArray("permissions").stream()
                .filter(permission -> held.permissions().contains(permission))
                .toList();
        return role.copy().put("permissions", new JsonArray(permissions));
    }

    /** An agent whose owner is not here is the importer's, and idle until they say otherwise. */
    private JsonObject owned(JsonObject agent) {
        return agent.copy().put("importer", caller.principal().id());
    }

    private Future<Integer> contents(OrganizationTx tx, List<JsonObject> lines) {
        var given = new JsonArray(lines);
        var last = lines.stream().filter(line -> line.getBoolean("last")).count();
        return queries.make(tx, RowType.ARTIFACT_CONTENT, given)
                .compose(parts -> queries.complete(tx, given).map(done -> {
                    if (parts == lines.size() && done != last) {
                        throw new Failure.InvalidInput("", "A content is not the one that was exported").asException();
                    }
                    return parts;
                }));
    }

    private static Progress next(boolean still, Progress next) {
        if (!still) {
            throw new Failure.Conflict(
                            FailureCode.VERSION_CONFLICT, "The same import goes on in another request meanwhile")
                    .asException();
        }
        return next;
    }

    private Future<Void> change(BiFunction<OrganizationTx, Held, Future<Progress>> work) {
        return database.inOrganization(caller, tx -> rights.require(tx, caller, Permission.ORG_TRANSFER, false)
                        .compose(held -> work.apply(tx, held)))
                .map(reached -> {
                    progress = reached;
                    return null;
                });
    }

    private Progress at() {
        var reached = progress;
        if (reached == null) {
            throw new IllegalStateException("the import has not begun");
        }
        return reached;
    }

    private static RuntimeException inUse(String message) {
        return new Failure.Conflict(FailureCode.IN_USE, message, "Import into a new organization.", new JsonObject())
                .asException();
    }
}
