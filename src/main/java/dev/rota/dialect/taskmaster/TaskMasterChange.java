package dev.rota.dialect.taskmaster;

import dev.rota.database.OrganizationTx;
import dev.rota.dialect.DialectCall;
import dev.rota.dialect.Members;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.task.NumberedTask;
import dev.rota.task.TaskName;
import dev.rota.task.TaskRef;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of one call that changes tasks.
 *
 * @param caller in its one organization
 * @param project the pinned one; null for the usual one
 */
record TaskMasterChange(TaskMasterRules rules, OrganizationTx tx, Caller caller, @Nullable String project) {
    /** Runs the change of a call. */
    static Future<JsonBytes> run(
            TaskMasterRules rules, DialectCall call, Function<TaskMasterChange, Future<Answer>> work) {
        var caller = TaskMasterArguments.caller(call);
        var project = TaskMasterArguments.project(call);
        return rules.operations()
                .change(
                        caller,
                        call.action(),
                        call.key(),
                        tx -> work.apply(new TaskMasterChange(rules, tx, caller, project)));
    }

    Future<TaskRef> locate(TaskName name) {
        return rules.numbered().locate(tx.reading(), caller, project, name);
    }

    Future<NumberedTask> find(TaskName name) {
        return rules.numbered().find(tx.reading(), caller, project, name);
    }

    /** The task as it is now, by what a rule gave back. */
    Future<NumberedTask> written(String key) {
        return find(TaskName.parse("id", key));
    }

    /** Ids for rules that take references as texts, in the order of the names. */
    Future<List<String>> references(List<TaskName> names) {
        return inTurn(names, name -> locate(name).map(ref -> ref.value().toString()));
    }

    /** One after the other: the first failure is that of all. */
    static <A, B> Future<List<B>> inTurn(List<A> all, Function<A, Future<B>> work) {
        Future<List<B>> chain = Future.succeededFuture(new ArrayList<>());
        for (var one : all) {
            chain = chain.compose(done -> work.apply(one).map(result -> {
                done.add(result);
                return done;
            }));
        }
        return chain;
    }

    /** The task as an answer about it. */
    Answer told(NumberedTask task, Members<NumberedTask> members) {
        return Answer.about(TaskMasterAnswer.about(task), new TaskMasterAnswer(caller, members).one(task));
    }
}
