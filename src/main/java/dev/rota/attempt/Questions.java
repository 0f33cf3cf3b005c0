package dev.rota.attempt;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskState;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What attempts ask people. While one is open the task is not ready, whoever lets go of it. */
public final class Questions {
    private static final int MOST_OPTIONS = 20;
    private static final int OPTION_BYTES = 500;

    /** How long an open question keeps its attempt's claim alive. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(7);

    private final Tasks tasks;
    private final Attempts attempts;
    private final AttemptSettings settings;
    private final QuestionQueries queries = new QuestionQueries();

    public Questions(Tasks tasks, Attempts attempts, AttemptSettings settings) {
        this.tasks = tasks;
        this.attempts = attempts;
        this.settings = settings;
    }

    /** A question that waits for its answer. */
    public record Asked(long id, TaskState task) {}

    /**
     * Asks on behalf of the caller's running attempt, which keeps its claim while the question is open, for at most seven
     * days. Fails as {@link Attempts#live}.
     */
    public Future<Asked> ask(OrganizationTx tx, Caller caller, long attempt, String question, List<String> options) {
        requireFitting(question, options);
        return attempts.live(tx, caller, attempt).compose(held -> {
            var asked = queries.ask(tx, held, question, options);
            var touched = tasks.touch(tx, caller.principal(), held.task(), "question_asked", question, attempt);
            var kept = queries.hold(tx, attempt, LONGEST_WAIT);
            return Future.all(asked, kept, touched).map(done -> new Asked(asked.result(), held.task()));
        });
    }

    /** Fails with {@code validation_failed} where a question or one of the answers to choose from is empty or too long. */
    public static void requireFitting(String question, List<String> options) {
        Bounds.requiredText("question", question, Bounds.NOTE_BYTES);
        if (options.size() > MOST_OPTIONS) {
            throw new Failure.InvalidInput("options", "'options' may have at most " + MOST_OPTIONS + " items")
                    .asException();
        }
        options.forEach(option -> Bounds.requiredText("options", option, OPTION_BYTES));
    }

    /** The same of an answer. */
    public static void requireFitting(String answer) {
        Bounds.requiredText("answer", answer, Bounds.NOTE_BYTES);
    }

    /**
     * Questions on tasks in the caller's sight, newest first, at most {@code limit}.
     *
     * @param task key of the only task whose are meant; null for all
     * @param status null for any
     * @param before only those with a smaller id
     */
    public Future<List<Question>> list(
            ReadTx tx, Caller caller, @Nullable String task, Question.@Nullable Status status, long before, int limit) {
        return queries.list(tx, caller, task, status, before, limit);
    }

    /** Fails with {@code not_found} where there is none, or its task is out of the caller's sight. */
    public Future<Question> find(ReadTx tx, Caller caller, long id) {
        return queries.find(tx, caller, id)
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("question").asException()));
    }

    /**
     * Answers a question, whatever has become of the attempt that asked: the task waits for it. A claim that waits goes on,
     * for a usual lease at least. Fails as {@link #find}, and with {@code already_exists} where it is no longer open.
     */
    public Future<Question> answer(OrganizationTx tx, Caller caller, long id, String answer) {
        requireFitting(answer);
        return close(
                        tx,
                        caller,
                        id,
                        "question_answered",
                        answer,
                        () -> queries.answer(tx, id, answer, caller.principal().name()))
                .map(closed -> closed.orElseThrow(Questions::isClosed));
    }

    /** Closes a question without an answer, if it is open; gives it as it is then. Fails as {@link #find}. */
    public Future<Question> withdraw(OrganizationTx tx, Caller caller, long id) {
        return close(
                        tx,
                        caller,
                        id,
                        "question_withdrawn",
                        null,
                        () -> queries.withdraw(tx, id, caller.principal().name()))
                .compose(closed -> closed.map(Future::succeededFuture).orElseGet(() -> find(tx.reading(), caller, id)));
    }

    /** Empty where somebody else was quicker. */
    private Future<Optional<Question>> close(
            OrganizationTx tx,
            Caller caller,
            long id,
            String event,
            @Nullable String note,
            Supplier<Future<Boolean>> closing) {
        return find(tx.reading(), caller, id)
                .compose(asked -> tasks.lock(tx, caller, new TaskRef(TaskRef.Form.ID, asked.task()))
                        .compose(task -> closing.get()
                                .compose(first -> first
                                        ? closed(tx, caller, asked, task, event, note)
                                        : Future.succeededFuture(Optional.empty()))));
    }

    private Future<Optional<Question>> closed(
            OrganizationTx tx, Caller caller, Question asked, TaskState task, String event, @Nullable String note) {
        return queries.resume(tx, asked.id(), settings.lease())
                .compose(resumed -> tasks.touch(tx, caller.principal(), task, event, note, asked.attempt()))
                .compose(touched -> find(tx.reading(), caller, asked.id()))
                .map(Optional::of);
    }

    private static RuntimeException isClosed() {
        return new Failure.Conflict(FailureCode.ALREADY_EXISTS, "The question has been answered, or withdrawn")
                .asException();
    }
}
