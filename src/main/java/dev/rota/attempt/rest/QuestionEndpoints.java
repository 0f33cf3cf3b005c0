package dev.rota.attempt.rest;

import dev.rota.attempt.Question;
import dev.rota.attempt.Questions;
import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.Parameter;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import dev.rota.rest.Sparse;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code /organizations/{org}/questions[/{id}]} and its {@code answer}. */
public final class QuestionEndpoints implements Endpoints {
    private static final String ALL = "/organizations/{org}/questions";
    private static final String ONE = ALL + "/{id}";
    private static final int LONGEST = 64 * 1024;
    private static final Shape STATUS = Shape.choice(
            Arrays.stream(Question.Status.values()).map(Question.Status::wire).toArray(String[]::new));
    private static final Shape ANSWER = Shape.object(Member.required("answer", Shape.text(LONGEST)));
    private static final Shape QUESTION = Shape.object(
            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
            Member.required("task", Shape.line(40)).described("Its key"),
            Member.required("attempt_id", Shape.whole(1, Long.MAX_VALUE)),
            Member.required("status", STATUS),
            Member.required("question", Shape.text(LONGEST)),
            Member.optional("options", Shape.list(Shape.text(500), 20)).described("Offered; another answer will do"),
            Member.required("asked_by", Shape.text(254)),
            Member.required("asked_at", Shape.time()),
            Member.optional("answer", Shape.text(LONGEST)),
            Member.optional("answered_by", Shape.text(254)),
            Member.optional("answered_at", Shape.time()));

    private final Questions questions;

    public QuestionEndpoints(Questions questions) {
        this.questions = questions;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get(ALL, "list_questions", "What attempts ask people, newest first")
                        .needs(Permission.TASK_READ, Scope.PROJECTS_READ)
                        .query(
                                Parameter.of("status", STATUS, "Only those that stand so"),
                                Parameter.of("task", Shape.line(40), "Key of the only task"))
                        .lists(QUESTION)
                        .reads(this::list),
                Draft.get(ONE, "get_question", "One question")
                        .needs(Permission.TASK_READ, Scope.PROJECTS_READ)
                        .answers(QUESTION)
                        .reads(this::read),
                Draft.post(ONE + "/answer", "answer_question", "Answers a question, once")
                        .needs(Permission.TASK_WRITE, Scope.PROJECTS_WRITE)
                        .takes(ANSWER)
                        .answers(QUESTION)
                        .changes(this::answer));
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        var status = call.query("status");
        return questions
                .list(
                        tx,
                        call.caller(),
                        call.query("task"),
                        status == null ? null : Question.Status.valueOf(status.toUpperCase(Locale.ROOT)),
                        page.position(Long.MAX_VALUE),
                        page.rows())
                .map(found -> page.of(found, one -> Long.toString(one.id()), QuestionEndpoints::json));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        return questions.find(tx, call.caller(), call.id("id", "question")).map(QuestionEndpoints::result);
    }

    private Future<Result> answer(RestCall call, OrganizationTx tx) {
        var answer = call.body().getString("answer");
        return questions
                .answer(tx, call.caller(), call.id("id", "question"), answer)
                .map(answered -> result(answered).changing(List.of(new Change("answer", null, answer))));
    }

    private static Result result(Question question) {
        return Result.of(json(question)).about("question", question.id(), question.taskKey());
    }

    private static JsonObject json(Question question) {
        return new Sparse()
                .put("id", question.id())
                .put("task", question.taskKey())
                .put("attempt_id", question.attempt())
                .put("status", question.status().wire())
                .put("question", question.question())
                .put("options", question.options())
                .put("asked_by", question.askedBy())
                .put("asked_at", question.askedAt())
                .put("answer", question.answer())
                .put("answered_by", question.answeredBy())
                .put("answered_at", question.answeredAt())
                .toJson();
    }
}
