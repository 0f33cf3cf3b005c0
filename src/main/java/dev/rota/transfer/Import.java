package dev.rota.transfer;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.audit.Change;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.Permission;
import dev.rota.organization.Rights;
import dev.rota.organization.Rights.Held;
import dev.rota.organization.Role;
import dev.rota.organization.Roles;
import dev.rota.transfer.ImportRuns.Progress;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;
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
    private final ImportContentQueries contents = new ImportContentQueries();
    private final ImportChecks checks = new ImportChecks();
    private final Roles roles = new Roles();
    private final Turn turn;
    private @Nullable Progress progress;

    /** Lets each transaction wait until it is its turn. */
    @FunctionalInterface
    public interface Turn {
        Future<Void> take(Supplier<Future<Void>> transaction);
    }

    public Import(Database database, AuditLog audit, Caller caller, Turn turn) {
        this.turn = turn;
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
                        return runs.begin(tx, first).map(begun -> recorded(tx, first, List.of()));
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
        var first = last - lines.size() + 1;
        return advance((tx, held) -> checks.before(tx, type, lines, first)
                        .compose(checked -> made(tx, held, type, lines))
                        .compose(count -> checks.after(tx, type).map(count))
                        .compose(count -> reached(tx, type, lines, last, digest, count)))
                .recover(problem -> Future.failedFuture(ImportChecks.naming(problem, first, last)));
    }

    private Future<Progress> reached(
            OrganizationTx tx, RowType type, List<JsonObject> lines, long last, Buffer digest, int count) {
        var before = at();
        var counts = before.counts().copy();
        if (count > 0) {
            counts.put(type.plural(), counts.getLong(type.plural(), 0L) + count);
        }
        var next = new Progress(before.export(), last, digest, counts, false);
        var organization = type == RowType.ORGANIZATION ? lines.get(lines.size() - 1) : null;
        return runs.advance(tx, next, organization).map(advanced -> {
            audit.recordFacts(tx, caller, ACTION, object(tx), new JsonArray().add(fact(type, count)));
            return next;
        });
    }

    private static JsonObject fact(RowType type, int count) {
        return new JsonObject().put("field", type.plural()).put("after", Integer.toString(count));
    }

    /** All of the file has come: what it says of the organization itself counts from now on. Fails as {@link #write}. */
    public Future<Void> finish(long last, Buffer digest) {
        return advance((tx, held) -> {
            var before = at();
            var next = new Progress(before.export(), last, digest, before.counts(), true);
            return runs.finish(tx, next)
                    .compose(finished -> contents.clear(tx))
                    .compose(cleared -> runs.settle(tx, decides(held)))
                    .map(changes -> recorded(tx, next, changes));
        });
    }

    /** Nothing was left to do; the request leaves its event all the same. */
    public Future<Void> repeat() {
        return change((tx, held) -> Future.succeededFuture(recorded(tx, at(), List.of())));
    }

    /** Whether they may set the policy, all of it (security M4). */
    private static boolean decides(Held held) {
        return held.permits(Permission.ORG_UPDATE) && held.permits(Permission.SECURITY_MANAGE);
    }

    private Progress recorded(OrganizationTx tx, Progress reached, List<Change> changes) {
        audit.record(tx, caller, ACTION, object(tx), changes);
        return reached;
    }

    private AuditObject object(OrganizationTx tx) {
        return new AuditObject(
                "organization", tx.organization().value(), caller.organization().slug());
    }

    private Future<Integer> made(OrganizationTx tx, Held held, RowType type, List<JsonObject> lines) {
        return switch (type) {
            case ORGANIZATION, MEMBER -> Future.succeededFuture(0); // members come by invitation only
            case ROLE -> roles.bring(tx, held, lines.stream().map(Import::role).toList());
            case AGENT ->
                queries.make(
                        tx, type, new JsonArray(lines.stream().map(this::owned).toList()));
            case ARTIFACT_CONTENT -> contents(tx, lines);
            case COMMIT_ENTRY, QUESTION ->
                contents.clear(tx).compose(over -> queries.make(tx, type, new JsonArray(lines)));
            default -> queries.make(tx, type, new JsonArray(lines));
        };
    }

    private static Role role(JsonObject line) {
        var permissions = line.getJsonArray("permissions").stream()
                .map(String.class::cast)
                .toList();
        return new Role(line.getString("name"), permissions, false);
    }

    /** An agent whose owner is not here is the importer's, and idle until they say otherwise. */
    private JsonObject owned(JsonObject agent) {
        return agent.copy().put("importer", caller.principal().id());
    }

    private Future<Integer> contents(OrganizationTx tx, List<JsonObject> lines) {
        var given = new JsonArray(lines);
        var last = lines.stream().filter(line -> line.getBoolean("last")).count();
        return queries.make(tx, RowType.ARTIFACT_CONTENT, given)
                .compose(parts -> contents.complete(tx, given).map(done -> {
                    if (parts == lines.size() && done != last) {
                        throw new Failure.InvalidInput("", "A content is not the one that was exported").asException();
                    }
                    return parts;
                }));
    }

    /** Changes what is there only from where this request has seen it. */
    private Future<Void> advance(BiFunction<OrganizationTx, Held, Future<Progress>> work) {
        return change((tx, held) -> runs.isAt(tx, at().lines()).compose(still -> {
            if (!still) {
                throw new Failure.Conflict(
                                FailureCode.VERSION_CONFLICT, "The same import goes on in another request meanwhile")
                        .asException();
            }
            return work.apply(tx, held);
        }));
    }

    private Future<Void> change(BiFunction<OrganizationTx, Held, Future<Progress>> work) {
        return turn.take(() -> database.inOrganization(caller, tx -> rights.alone(tx)
                        .compose(alone -> rights.require(tx, caller, Permission.ORG_TRANSFER, false))
                        .compose(held -> work.apply(tx, held)))
                .map(reached -> {
                    progress = reached;
                    return null;
                }));
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
