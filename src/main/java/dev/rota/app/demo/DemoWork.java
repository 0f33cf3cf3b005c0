package dev.rota.app.demo;

import dev.rota.attempt.Artifact;
import dev.rota.attempt.ArtifactType;
import dev.rota.attempt.Artifacts;
import dev.rota.attempt.AttemptSettings;
import dev.rota.attempt.AttemptStatus;
import dev.rota.attempt.Attempts;
import dev.rota.attempt.Claim;
import dev.rota.attempt.ClaimRequest;
import dev.rota.attempt.Claims;
import dev.rota.attempt.CommitEntry;
import dev.rota.attempt.Commits;
import dev.rota.attempt.Outcome;
import dev.rota.attempt.UploadUrls;
import dev.rota.audit.AuditLog;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.identity.Caller;
import dev.rota.project.Projects;
import dev.rota.quality.Gates;
import dev.rota.task.Comments;
import dev.rota.task.TaskCreation;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskStatus;
import dev.rota.task.TaskUpdate;
import dev.rota.task.TaskUpdates;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What has been done on one organization's tasks: attempts with their evidence, commits, comments, reviews. */
final class DemoWork {
    private final Claims claims;
    private final Attempts attempts;
    private final Artifacts artifacts;
    private final Commits commits;
    private final Comments comments;
    private final TaskUpdates updates;

    DemoWork(Database database, AuditLog audit, UploadUrls urls) {
        var tasks = new Tasks();
        claims = new Claims(AttemptSettings.DEFAULT, audit);
        var gates = new Gates(new Projects());
        attempts = new Attempts(tasks, AttemptSettings.DEFAULT, gates);
        artifacts = new Artifacts(database, audit, tasks, attempts, urls);
        commits = new Commits(tasks);
        comments = new Comments(tasks);
        updates = new TaskUpdates(tasks, new TaskCreation(new Projects(), gates), attempts, gates);
    }

    Future<Void> happen(OrganizationTx tx, DemoPlace place, Map<String, TaskCreation.Created> made) {
        return DemoTasks.each(DemoContent.objects(place.content().json(), "tasks"), task -> {
            var created = Objects.requireNonNull(made.get(task.getString("ref")));
            return onTask(tx, place, task, new TaskRef(TaskRef.Form.ID, created.id()));
        });
    }

    private Future<Void> onTask(OrganizationTx tx, DemoPlace place, JsonObject task, TaskRef ref) {
        return DemoTasks.each(
                        DemoContent.objects(task, "attempts"),
                        attempt -> attempt(tx, place.caller("agent"), ref, attempt))
                .compose(tried -> DemoTasks.each(
                        DemoContent.objects(task, "commits"),
                        commit -> commits.log(tx, place.caller("agent"), ref, commit(commit))))
                .compose(committed -> DemoTasks.each(
                        DemoContent.objects(task, "comments"),
                        comment -> comments.add(
                                tx, place.caller(comment.getString("by")), ref, comment.getString("body"))))
                .compose(said -> review(tx, place, task, ref));
    }

    private Future<Void> attempt(OrganizationTx tx, Caller agent, TaskRef ref, JsonObject attempt) {
        return claims.claim(tx, agent, ClaimRequest.of(ref)).compose(claim -> {
            if (!(claim instanceof Claim.Made held)) {
                throw new IllegalStateException("the demo's " + ref.value() + " cannot be claimed: " + claim);
            }
            return DemoTasks.each(
                            DemoContent.objects(attempt, "artifacts"),
                            artifact -> artifacts.add(tx, agent, held.attempt(), artifact(artifact)))
                    .compose(added -> attempts.finish(
                            tx, agent, held.attempt(), AttemptStatus.of(attempt.getString("status")), outcome(attempt)))
                    .mapEmpty();
        });
    }

    /** Where a person has moved the task since. */
    private Future<Void> review(OrganizationTx tx, DemoPlace place, JsonObject task, TaskRef ref) {
        var moved = task.getString("moved_to");
        return moved == null
                ? Future.succeededFuture()
                : updates.update(tx, place.caller("owner"), ref, toStatus(TaskStatus.of(moved)))
                        .mapEmpty();
    }

    private static TaskUpdate toStatus(TaskStatus status) {
        return new TaskUpdate(
                null, null, null, status, Set.of(), null, null, null, null, null, List.of(), List.of(), null, null,
                null, null);
    }

    private static Outcome outcome(JsonObject attempt) {
        return new Outcome(
                attempt.getString("notes"),
                attempt.getString("failure_class"),
                attempt.getString("model"),
                attempt.getLong("tokens_input"),
                attempt.getLong("tokens_output"),
                null,
                attempt.getDouble("cost_usd"),
                attempt.getLong("wall_clock_ms"));
    }

    private static Artifact artifact(JsonObject artifact) {
        return new Artifact(
                ArtifactType.of(artifact.getString("type")),
                artifact.getString("name"),
                artifact.getString("content"),
                artifact.getJsonObject("metadata"));
    }

    private static CommitEntry commit(JsonObject commit) {
        return new CommitEntry(
                commit.getString("message"),
                commit.getString("hash"),
                commit.getString("reason"),
                commit.getString("url"));
    }
}
