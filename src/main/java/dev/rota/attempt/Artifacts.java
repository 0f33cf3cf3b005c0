package dev.rota.attempt;

import dev.rota.attempt.UploadQueries.Awaited;
import dev.rota.attempt.UploadUrls.Permission;
import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.RequestInfo;
import dev.rota.task.TaskState;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What attempts leave behind as evidence. */
public final class Artifacts {
    /** Over this the content is uploaded (catalogue section 8). */
    public static final int INLINE_BYTES = 256 * 1024;

    private static final int MOST_OF_AN_ATTEMPT = 200;
    private static final Action UPLOAD = new Action(Action.Category.ADMIN, "upload_artifact", null);

    private final Database database;
    private final AuditLog audit;
    private final Tasks tasks;
    private final Attempts attempts;
    private final UploadUrls urls;
    private final ArtifactQueries queries = new ArtifactQueries();
    private final UploadQueries uploads = new UploadQueries();

    public Artifacts(Database database, AuditLog audit, Tasks tasks, Attempts attempts, UploadUrls urls) {
        this.database = database;
        this.audit = audit;
        this.tasks = tasks;
        this.attempts = attempts;
        this.urls = urls;
    }

    /**
     * An artifact that was attached.
     *
     * @param uploadUrl where its content is awaited; null when it was given at once
     * @param uploadUntil until when; null likewise
     */
    public record Added(
            long id,
            StoredContent content,
            @Nullable String uploadUrl,
            @Nullable OffsetDateTime uploadUntil,
            TaskState task) {}

    /**
     * Attaches an artifact to the caller's running attempt. Fails as {@link Attempts#live}, with
     * {@code payload_too_large} for inline content over 256 KiB, {@code validation_failed} for base64 that is none, and
     * {@code limit_exceeded} where the attempt has 200 artifacts.
     */
    public Future<Added> add(OrganizationTx tx, Caller caller, long attempt, Artifact artifact) {
        return add(tx, caller, attempt, artifact, content(artifact));
    }

    /**
     * The same for a log that this server has written itself, which may be longer than what is given inline: up to the 50 MB
     * of an upload.
     */
    public Future<Added> keepLog(OrganizationTx tx, Caller caller, long attempt, String name, String text) {
        var artifact = new Artifact(ArtifactType.LOG, name, null, null);
        return add(tx, caller, attempt, artifact, StoredContent.of(ArtifactType.LOG, ArtifactType.LOG.decode(text)));
    }

    private Future<Added> add(
            OrganizationTx tx, Caller caller, long attempt, Artifact artifact, StoredContent content) {
        return attempts.live(tx, caller, attempt)
                .compose(held -> queries.count(tx, attempt, MOST_OF_AN_ATTEMPT).compose(count -> {
                    if (count >= MOST_OF_AN_ATTEMPT) {
                        throw tooMany();
                    }
                    return add(tx, caller, held, artifact, content);
                }));
    }

    /**
     * Says whether an upload is still awaited, so that nothing is read for one that is not. Fails with {@code not_found}
     * once its time is over, {@code already_exists} where the content has come.
     */
    public Future<Void> requireAwaited(Permission permission) {
        return database.asWorker(permission.organization(), tx -> awaited(tx, permission))
                .mapEmpty();
    }

    /** Gives the artifact its content, once; audited as its attempt's principal. Fails as {@link #requireAwaited}. */
    public Future<Void> fill(Permission permission, RequestInfo request, Upload content) {
        return database.asWorker(permission.organization(), tx -> awaited(tx, permission)
                .compose(awaited -> parts(tx, permission.artifact(), content, 0)
                        .compose(sent -> uploads.fill(tx, permission.artifact(), permission.untilSeconds(), content))
                        .map(filled -> {
                            if (!filled) {
                                throw gone();
                            }
                            record(tx, permission, awaited, request);
                            return null;
                        })));
    }

    private Future<Void> parts(OrganizationTx tx, long artifact, Upload content, int number) {
        return number == content.parts().size()
                ? Future.succeededFuture()
                : uploads.part(tx, artifact, number, content.parts().get(number))
                        .compose(sent -> parts(tx, artifact, content, number + 1));
    }

    private Future<Added> add(
            OrganizationTx tx, Caller caller, HeldAttempt held, Artifact artifact, StoredContent content) {
        var what = artifact.name() == null
                ? artifact.type().wire()
                : artifact.type().wire() + " " + artifact.name();
        tasks.note(
                tx,
                caller.principal(),
                held.task(),
                "artifact_added",
                what,
                held.attempt().id());
        return queries.add(tx, held, artifact, content)
                .map(added -> content.bytes() != null
                        ? new Added(added.id(), content, null, null, held.task())
                        : new Added(
                                added.id(),
                                content,
                                urls.url(tx.organization(), added.id(), added.uploadUntil()),
                                added.uploadUntil(),
                                held.task()));
    }

    private Future<Awaited> awaited(OrganizationTx tx, Permission permission) {
        return uploads.awaited(tx, permission.artifact(), permission.untilSeconds())
                .map(found -> {
                    var awaited = found.orElseThrow(Artifacts::gone);
                    if (!awaited.awaited()) {
                        throw new Failure.Conflict(FailureCode.ALREADY_EXISTS, "This upload_url has been used")
                                .asException();
                    }
                    if (!awaited.inTime()) {
                        throw gone();
                    }
                    return awaited;
                });
    }

    private void record(OrganizationTx tx, Permission permission, Awaited awaited, RequestInfo request) {
        var caller = Caller.internal(awaited.principal(), permission.organization(), "upload_url", request);
        tx.last(uploads.record(tx, awaited, "artifact " + permission.artifact()));
        audit.record(tx, caller, UPLOAD, new AuditObject("artifact", permission.artifact(), null), List.of());
    }

    private static StoredContent content(Artifact artifact) {
        var given = artifact.content();
        if (given == null) {
            return StoredContent.awaited(artifact.type());
        }
        // Base64 is a third longer than what it stands for.
        if (given.length() > INLINE_BYTES * 4 / 3 + 4) {
            throw tooLarge();
        }
        var bytes = artifact.type().decode(given);
        if (bytes.length() > INLINE_BYTES) {
            throw tooLarge();
        }
        return StoredContent.of(artifact.type(), bytes);
    }

    private static RuntimeException tooLarge() {
        return new Failure.TooLarge(
                        FailureCode.PAYLOAD_TOO_LARGE,
                        "content",
                        "'content' may have at most " + INLINE_BYTES + " bytes",
                        "Call add_artifact without content and PUT the content to the upload_url it returns")
                .asException();
    }

    private static RuntimeException tooMany() {
        return new Failure.TooLarge(
                        FailureCode.LIMIT_EXCEEDED,
                        "attempt_id",
                        "An attempt has at most " + MOST_OF_AN_ATTEMPT + " artifacts",
                        null)
                .asException();
    }

    static RuntimeException gone() {
        return new Failure.NotFound("upload").asException();
    }
}
