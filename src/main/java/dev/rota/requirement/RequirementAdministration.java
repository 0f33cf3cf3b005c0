package dev.rota.requirement;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.VisibleText;
import dev.rota.project.Projects;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** What members do with requirements. A credential that is limited to some projects sees and changes those of them. */
public final class RequirementAdministration {
    private static final String FIRST_STATUS = "open";
    private static final int METADATA_BYTES = 16 * 1024;

    private final Projects projects;
    private final Requirements requirements;
    private final RequirementQueries queries = new RequirementQueries();

    public RequirementAdministration(Projects projects, Requirements requirements) {
        this.projects = projects;
        this.requirements = requirements;
    }

    /**
     * What is to be so; null where it stays.
     *
     * @param metadata merged key by key; a null removes its key
     */
    public record Wanted(
            @Nullable String title, @Nullable String body, @Nullable String status, @Nullable JsonObject metadata) {}

    /** A requirement after a change, and what changed. */
    public record Changed(RequirementDetails details, List<Change> changes) {
        public Changed {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Requirements behind that id, at most {@code limit}, by id and without their bodies.
     *
     * @param project key or id of the only project whose are meant; null for all
     * @param status the only one; null for all
     */
    public Future<List<RequirementDetails>> list(
            ReadTx tx, Caller caller, @Nullable String project, @Nullable String status, long after, int limit) {
        return queries.list(tx, Projects.reach(caller), project, status, after, limit);
    }

    /** The requirement of that key or id. Fails with {@code not_found}. */
    public Future<RequirementDetails> find(ReadTx tx, Caller caller, String reference) {
        return queries.find(tx, Projects.reach(caller), reference)
                .map(found -> found.orElseThrow(RequirementAdministration::unknown));
    }

    /** A new requirement. Fails as {@link Requirements#create}, and with {@code not_found} for its project. */
    public Future<RequirementDetails> create(
            OrganizationTx tx, Caller caller, String project, String title, Wanted more) {
        var body = more.body() == null ? "" : more.body();
        return projects.resolve(tx, caller, project)
                .compose(in -> requirements.create(tx, in, VisibleText.of(title), body))
                .compose(made -> {
                    tx.last(queries.complete(
                            tx,
                            made.id(),
                            more.status() == null ? FIRST_STATUS : more.status(),
                            merged(new JsonObject(), more.metadata())));
                    return queries.find(tx.reading(), null, Long.toString(made.id()));
                })
                .map(found -> found.orElseThrow(RequirementAdministration::unknown));
    }

    /**
     * Changes what is given. Fails with {@code not_found}, or as {@code condition} does.
     *
     * @param condition is told the version that there is
     */
    public Future<Changed> change(
            OrganizationTx tx, Caller caller, String reference, IntConsumer condition, Wanted wanted) {
        return locked(tx, caller, reference).compose(before -> {
            var old = before.requirement();
            condition.accept(old.version());
            var title = wanted.title() == null ? old.title() : Requirements.title(VisibleText.of(wanted.title()));
            var body = wanted.body() == null ? old.body() : Requirements.body(wanted.body());
            var status = wanted.status() == null ? old.status() : wanted.status();
            var metadata = merged(old.metadata(), wanted.metadata());
            var changes = new ArrayList<Change>();
            note(changes, "title", old.title(), title);
            note(changes, "body", old.body(), body);
            note(changes, "status", old.status(), status);
            note(changes, "metadata", old.metadata().encode(), metadata.encode());
            if (changes.isEmpty()) {
                return Future.succeededFuture(new Changed(before, changes));
            }
            return queries.set(tx, old.id(), title, body, status, metadata)
                    .compose(version -> find(tx.reading(), caller, Long.toString(old.id())))
                    .map(after -> new Changed(after, changes));
        });
    }

    /** Deletes a requirement that no task points to. Fails with {@code not_found} or {@code in_use}. */
    public Future<Requirement> delete(OrganizationTx tx, Caller caller, String reference, IntConsumer condition) {
        return locked(tx, caller, reference).compose(found -> {
            var gone = found.requirement();
            condition.accept(gone.version());
            return queries.isLinked(tx, gone.id()).map(linked -> {
                if (linked) {
                    throw new Failure.Conflict(
                                    FailureCode.IN_USE,
                                    "Tasks point to " + gone.key(),
                                    "Clear their requirement first, also of those in the trash.",
                                    new JsonObject())
                            .asException();
                }
                tx.last(queries.delete(tx, gone.id()));
                return gone;
            });
        });
    }

    private Future<RequirementDetails> locked(OrganizationTx tx, Caller caller, String reference) {
        return queries.lock(tx, Projects.reach(caller), reference)
                .map(found -> found.orElseThrow(RequirementAdministration::unknown));
    }

    private static void note(List<Change> changes, String field, String before, String after) {
        if (!before.equals(after)) {
            changes.add(new Change(field, before, after));
        }
    }

    private static JsonObject merged(JsonObject before, @Nullable JsonObject update) {
        if (update == null) {
            return before;
        }
        var merged = before.copy();
        update.forEach(member -> {
            if (member.getValue() == null) {
                merged.remove(member.getKey());
            } else {
                merged.put(member.getKey(), member.getValue());
            }
        });
        return metadata(merged);
    }

    /** The same. Fails with {@code payload_too_large} over 16 KiB. */
    @CanIgnoreReturnValue
    public static JsonObject metadata(JsonObject metadata) {
        if (metadata.encode().getBytes(StandardCharsets.UTF_8).length > METADATA_BYTES) {
            throw new Failure.TooLarge(
                            FailureCode.PAYLOAD_TOO_LARGE,
                            "metadata",
                            "'metadata' may have at most " + METADATA_BYTES + " bytes",
                            null)
                    .asException();
        }
        return metadata;
    }

    private static RuntimeException unknown() {
        return new Failure.NotFound("requirement").asException();
    }
}
