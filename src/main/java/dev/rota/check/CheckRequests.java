package dev.rota.check;

import dev.rota.attempt.Attempts;
import dev.rota.attempt.HeldAttempt;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.project.Project;
import dev.rota.task.Description;
import dev.rota.task.NewTask;
import dev.rota.task.TaskCreation;
import dev.rota.task.TaskCreation.Created;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks runners for checks: each request is a task that one of them claims. */
public final class CheckRequests {
    /** What is asked for where nobody names a check and no gate of the project needs one. */
    static final String ANY_CHECK = "quality";

    private static final int MOST_CHECKS = 20;
    private static final int LONGEST_NAME = 57; // with the label's prefix, as long as a label may be
    private static final int LONGEST_PATH = 1_000;
    private static final int SHOWN_PATH = 200;

    private final Attempts attempts;
    private final TaskCreation creation;
    private final CheckQueries queries = new CheckQueries();

    public CheckRequests(Attempts attempts, TaskCreation creation) {
        this.attempts = attempts;
        this.creation = creation;
    }

    /**
     * What to check.
     *
     * @param path where the runner is to look, in its own words; the server looks nowhere
     * @param checks names of gates or of other checks the runner knows; empty for all that the project's gates ask for
     * @param fix whether the runner may mend what it finds
     */
    public record Wanted(String path, List<String> checks, boolean fix) {
        /** Fails with {@code validation_failed} for what is out of bounds. */
        public Wanted {
            if (path.isBlank() || path.length() > LONGEST_PATH) {
                throw new Failure.InvalidInput("path", "'path' must have 1 to " + LONGEST_PATH + " characters")
                        .asException();
            }
            if (checks.size() > MOST_CHECKS) {
                throw new Failure.InvalidInput("checks", "'checks' may have at most " + MOST_CHECKS + " items")
                        .asException();
            }
            checks = checks.stream().distinct().toList();
            checks.forEach(check -> {
                Finding.requireName("checks", check);
                if (check.length() > LONGEST_NAME) {
                    throw new Failure.InvalidInput(
                                    "checks", "a check's name may have at most " + LONGEST_NAME + " characters")
                            .asException();
                }
            });
        }
    }

    /** Finds the project of a request that no attempt makes. */
    @FunctionalInterface
    public interface InProject {
        Future<Project> resolve(OrganizationTx tx);
    }

    /**
     * A request that waits for its runner.
     *
     * @param task the check task
     * @param checks what it asks for
     */
    public record Queued(Created task, List<String> checks) {}

    /**
     * Asks for checks. With an attempt, which must be the caller's and running, results land on it, and the project is that
     * of its task.
     *
     * <p>Fails as {@link Attempts#live} and {@code elsewhere}, and with {@code unavailable} where the organization has no
     * runner for the project.
     */
    public Future<Queued> ask(
            OrganizationTx tx, Caller caller, Wanted wanted, @Nullable Long attempt, InProject elsewhere) {
        Future<Optional<HeldAttempt>> held = attempt == null
                ? Future.succeededFuture(Optional.empty())
                : attempts.live(tx, caller, attempt).map(Optional::of);
        return held.compose(asking -> asking.isPresent()
                ? creation.project(tx, caller, asking.get().task().projectKey())
                        .compose(project -> queue(tx, caller, wanted, asking.get(), project))
                : elsewhere.resolve(tx).compose(project -> queue(tx, caller, wanted, null, project)));
    }

    private Future<Queued> queue(
            OrganizationTx tx, Caller caller, Wanted wanted, @Nullable HeldAttempt asking, Project project) {
        return queries.hasRunner(tx, project.id())
                .compose(there -> there ? checks(tx, wanted, project) : Future.failedFuture(noRunner(project)))
                .compose(checks -> creation.create(tx, caller, project, task(wanted, checks, asking))
                        .compose(made -> queries.ask(
                                        tx,
                                        made.id(),
                                        asking == null ? null : asking.attempt().id(),
                                        checks)
                                .map(new Queued(made, checks))));
    }

    private Future<List<String>> checks(OrganizationTx tx, Wanted wanted, Project project) {
        return wanted.checks().isEmpty()
                ? queries.checked(tx, project.id())
                        .map(named -> named.stream()
                                .filter(name -> name.length() <= LONGEST_NAME)
                                .toList())
                        .map(named -> named.isEmpty() ? List.of(ANY_CHECK) : named)
                : Future.succeededFuture(wanted.checks());
    }

    private static NewTask task(Wanted wanted, List<String> checks, @Nullable HeldAttempt asking) {
        var shown = wanted.path().length() > SHOWN_PATH ? wanted.path().substring(0, SHOWN_PATH) + "…" : wanted.path();
        var facts = new JsonObject()
                .put("path", wanted.path())
                .put("checks", new JsonArray(checks))
                .put("fix", wanted.fix());
        if (asking != null) {
            facts.put("task", asking.task().key());
        }
        return new NewTask(
                "",
                "Check " + shown,
                Description.ofText(
                        "Run what `metadata.check` names on its path, then call `record_check` once for each of: "
                                + String.join(", ", checks) + ". That finishes this task."),
                TaskStatus.TODO,
                1,
                "ai",
                null,
                null,
                List.of(),
                checks.stream().map(check -> "check:" + check).toList(),
                List.of(),
                null,
                null,
                new JsonObject().put("check", facts));
    }

    private static RuntimeException noRunner(Project project) {
        return new Failure.Conflict(
                        FailureCode.UNAVAILABLE,
                        "No runner for " + project.key() + ": no agent of your organization has quality:run there",
                        "Ask an owner for an agent key with the permission execute, and let its agent claim tasks labelled"
                                + " check:<name>; or run the check yourself and call record_check.",
                        new JsonObject())
                .asException();
    }
}
