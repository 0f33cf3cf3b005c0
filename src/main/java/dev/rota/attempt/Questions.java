package dev.rota.attempt;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.task.TaskState;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import java.util.List;

/** What attempts ask people. While one is open the task is not ready, whoever lets go of it. */
public final class Questions {
    private static final int MOST_OPTIONS = 20;
    private static final int OPTION_BYTES = 500;

    private final Tasks tasks;
    private final Attempts attempts;
    private final QuestionQueries queries = new QuestionQueries();

    public Questions(Tasks tasks, Attempts attempts) {
        this.tasks = tasks;
        this.attempts = attempts;
    }

    /** A question that waits for its answer. */
    public record Asked(long id, TaskState task) {}

    /** Asks on behalf of the caller's running attempt, which keeps its claim. Fails as {@link Attempts#live}. */
    public Future<Asked> ask(OrganizationTx tx, Caller caller, long attempt, String question, List<String> options) {
        Bounds.requiredText("question", question, Bounds.NOTE_BYTES);
        if (options.size() > MOST_OPTIONS) {
            throw new Failure.InvalidInput("options", "'options' may have at most " + MOST_OPTIONS + " items")
                    .asException();
        }
        options.forEach(option -> Bounds.requiredText("options", option, OPTION_BYTES));
        return attempts.live(tx, caller, attempt).compose(held -> {
            var asked = queries.ask(tx, held, question, options);
            var touched = tasks.touch(tx, caller.principal(), held.task(), "question_asked", question, attempt);
            return Future.all(asked, touched).map(done -> new Asked(asked.result(), held.task()));
        });
    }
}
