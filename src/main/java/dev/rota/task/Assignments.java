package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks somebody to do a task (design, smaller rulings). An assignment is {@code pending} until a claim of its assignee
 * accepts it, {@code in_progress} while that attempt runs, {@code accepted} after one that did not succeed, {@code completed}
 * after one that did, and {@code rejected} once its assignee has taken themselves off the task. The statements of claims,
 * attempts and updates see to that.
 */
public final class Assignments {
    private static final int PROVIDER_CHARS = 100;
    private static final int MODEL_CHARS = 200;

    /** What dialects call an assignee of which no provider is known. */
    private static final Set<String> KINDS = Set.of("human", "agent");

    private final TaskUpdates updates;
    private final AssignmentQueries queries = new AssignmentQueries();

    public Assignments(TaskUpdates updates) {
        this.updates = updates;
    }

    /**
     * Who is asked, and what they are told.
     *
     * @param assignee as {@code update_task} takes it: {@code me}, a member, an agent, or any name
     * @param type {@code human} or {@code agent}; null for what the assignee is
     * @param provider what runs the agent; null where it is not said
     * @param ifVersion refuse unless the task has this version; null for any
     */
    public record Wanted(
            String assignee,
            @Nullable String type,
            @Nullable String provider,
            @Nullable String model,
            @Nullable String notes,
            @Nullable Integer ifVersion) {
        /** Fails with {@code validation_failed} for what is empty or too long. */
        public Wanted {
            assignee = CleanText.title("assignee", assignee);
            require("provider", provider, PROVIDER_CHARS);
            if (provider != null && KINDS.contains(provider)) {
                throw new Failure.InvalidInput("provider", "'provider' names what runs an agent, such as ollama")
                        .asException();
            }
            require("model", model, MODEL_CHARS);
            notes = CleanText.body("notes", notes, CleanText.COMMENT_BYTES);
        }

        private static void require(String field, @Nullable String text, int most) {
            if (text != null && (text.isBlank() || text.length() > most)) {
                throw new Failure.InvalidInput(field, "'" + field + "' must have 1 to " + most + " characters")
                        .asException();
            }
        }
    }

    /** An assignment, and what it changed of the task. */
    public record Assigned(Assignment assignment, TaskUpdates.Updated task) {}

    /**
     * Assigns the task, which also makes the assignee the task's. Who is asked already is asked once, with what is new of
     * it. Fails as {@link TaskUpdates#update}.
     */
    public Future<Assigned> assign(OrganizationTx tx, Caller caller, TaskRef ref, Wanted wanted) {
        return updates.update(tx, caller, ref, toAssignee(wanted))
                .compose(updated -> Assignee.resolve(tx, caller, wanted.assignee())
                        .compose(assignee -> queries.assign(
                                tx, caller.principal(), updated.task().id(), assignee, type(wanted, assignee), wanted))
                        .map(made -> new Assigned(made, updated)));
    }

    /** Assignments of a task in the caller's sight, newest first, at most {@code limit}. */
    public Future<List<Assignment>> of(ReadTx tx, Caller caller, TaskRef ref, int limit) {
        return queries.of(tx, Sight.of(caller), ref, limit);
    }

    private static String type(Wanted wanted, Assignee assignee) {
        if (wanted.type() != null) {
            return wanted.type();
        }
        return assignee.kind().equals("agent") || wanted.provider() != null ? "agent" : "human";
    }

    private static TaskUpdate toAssignee(Wanted wanted) {
        return new TaskUpdate(
                wanted.ifVersion(),
                null,
                null,
                null,
                Set.of(),
                null,
                null,
                wanted.assignee(),
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null);
    }
}
