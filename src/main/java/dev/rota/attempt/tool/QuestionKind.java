package dev.rota.attempt.tool;

import dev.rota.attempt.Question;
import dev.rota.attempt.Questions;
import dev.rota.audit.AuditObject;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.handle.tool.BackgroundKind;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.BackgroundTask;
import dev.rota.mcp.ToolResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A question to a person, in the background: it works until somebody answers, by whatever way, and comes to the answer. Its
 * client is never asked, because whoever sits there may not be who is to decide. To cancel it is to withdraw the question.
 */
public final class QuestionKind implements BackgroundKind {
    /** Longer than a claim waits for an answer, so that nobody misses one that came late. */
    private static final Duration KEPT = Duration.ofDays(14);

    private final Questions questions;

    public QuestionKind(Questions questions) {
        this.questions = questions;
    }

    @Override
    public String name() {
        return "question";
    }

    @Override
    public Set<Scope> scopes() {
        return Set.of(Scope.TASKS_EXECUTE);
    }

    @Override
    public Duration keptFor() {
        return KEPT;
    }

    @Override
    public Duration pollInterval() {
        return Duration.ofSeconds(5);
    }

    @Override
    public Future<Standing> look(ReadTx tx, Caller caller, long subject) {
        return questions.find(tx, caller, subject).map(QuestionKind::standing);
    }

    @Override
    public Future<AuditObject> cancel(OrganizationTx tx, Caller caller, long subject) {
        return questions.withdraw(tx, caller, subject).map(QuestionKind::object);
    }

    private static Standing standing(Question question) {
        var changed = question.answeredAt();
        return new Standing(
                state(question),
                question.status() == Question.Status.OPEN ? "Waits for a person's answer" : null,
                changed == null ? question.askedAt() : changed,
                object(question));
    }

    private static BackgroundTask.State state(Question question) {
        return switch (question.status()) {
            case OPEN -> new BackgroundTask.Working();
            case WITHDRAWN -> new BackgroundTask.Cancelled();
            case ANSWERED -> new BackgroundTask.Completed(result(question));
        };
    }

    private static ToolResult.Complete result(Question question) {
        var json = new JsonObject()
                .put("question_id", question.id())
                .put("status", question.status().wire())
                .put("answer", question.answer())
                .put("answered_by", question.answeredBy());
        return new ToolResult.Complete(JsonBytes.of(json), List.of(), false);
    }

    private static AuditObject object(Question question) {
        return new AuditObject("question", question.id(), question.taskKey());
    }
}
