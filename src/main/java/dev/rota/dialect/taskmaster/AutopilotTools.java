package dev.rota.dialect.taskmaster;

import dev.rota.attempt.AttemptStatus;
import dev.rota.attempt.CommitEntry;
import dev.rota.attempt.Outcome;
import dev.rota.attempt.OwnAttempts.Running;
import dev.rota.audit.Change;
import dev.rota.check.Finding;
import dev.rota.dialect.DialectCall;
import dev.rota.dialect.DialectTool;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.operation.Answer;
import dev.rota.task.NumberedTask;
import dev.rota.task.TaskName;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.BiFunction;

/** The test-driven workflow over one claim: begun, looked at, proven phase by phase, ended. */
final class AutopilotTools {
    private final TaskMasterRules rules;

    private AutopilotTools(TaskMasterRules rules) {
        this.rules = rules;
    }

    static List<DialectTool> of(TaskMasterRules rules) {
        var tools = new AutopilotTools(rules);
        return List.of(
                TaskMaster.tool("claim_task", AutopilotDefinitions.START, WorkTools.starting(rules, "taskId")),
                TaskMaster.tool("get_context", AutopilotDefinitions.RESUME, tools::look),
                TaskMaster.tool("get_task", AutopilotDefinitions.NEXT, tools::look),
                TaskMaster.tool("get_context", AutopilotDefinitions.STATUS, tools::look),
                TaskMaster.tool("record_check", AutopilotDefinitions.COMPLETE_PHASE, tools::completePhase),
                TaskMaster.tool("log_commit", AutopilotDefinitions.COMMIT, tools::commit),
                TaskMaster.tool(
                        "finish_attempt",
                        AutopilotDefinitions.FINALIZE,
                        call -> tools.end(call, AttemptStatus.SUCCESS)),
                TaskMaster.tool(
                        "finish_attempt", AutopilotDefinitions.ABORT, call -> tools.end(call, AttemptStatus.ABORTED)));
    }

    private Future<JsonBytes> look(DialectCall call) {
        var caller = TaskMasterArguments.caller(call);
        var project = TaskMasterArguments.project(call);
        return rules.operations()
                .ahead(caller, call.action(), tx -> {
                    var known = rules.usual().find(tx, caller, project);
                    var newest = rules.ownAttempts()
                            .newest(tx, caller, project, call.arguments().number("attempt_id"));
                    return known.compose(there -> newest);
                })
                .compose(found -> {
                    var running = found.orElseThrow(AutopilotTools::none);
                    return rules.operations().read(caller, call.action(), tx -> rules.numbered()
                            .find(tx, caller, project, TaskName.parse("id", running.key()))
                            .map(task -> Answer.about(
                                    TaskMasterAnswer.about(task),
                                    new TaskMasterAnswer(caller, TaskMasterObjects.FULL)
                                            .one(task, (json, shown) -> state(json, running, task)))));
                });
    }

    private static RuntimeException none() {
        return new Failure.Conflict(
                        FailureCode.NOT_FOUND,
                        "You are in no such workflow in this project",
                        "Begin one with autopilot_start",
                        new JsonObject())
                .asException();
    }

    private static void state(JsonWriter json, Running running, NumberedTask task) {
        var left = task.subtasks().stream()
                .filter(subtask -> !subtask.status().isTerminal())
                .toList();
        var total = task.subtasks().size();
        var completed = total - left.size();
        json.name("success").value(true).name("attempt_id").value(running.attempt());
        json.name("lease_expires_at").value(running.leaseExpiresAt().toInstant().toString());
        json.name("progress").beginObject();
        json.name("completed").value(completed).name("total").value(total);
        json.name("percentage").value(total == 0 ? 0 : 100L * completed / total).endObject();
        json.name("nextAction").value(total > 0 && left.isEmpty() ? "autopilot_finalize" : "implement");
        if (!left.isEmpty()) {
            TaskMasterObjects.ROW.write(json.name("currentSubtask"), left.get(0));
        }
    }

    /** A phase is proven by what the tests say: failing ones for RED, none for the others. */
    private Future<JsonBytes> completePhase(DialectCall call) {
        var results = call.arguments().object("testResults");
        if (results == null) {
            throw new Failure.InvalidInput("testResults", "'testResults' is required").asException();
        }
        var failed = count(results, "failed");
        var red = "RED".equals(call.arguments().text("phase"));
        var passed = red ? failed > 0 : failed == 0;
        var finding = new Finding(
                call.arguments().text("gate", "tests"),
                passed ? Finding.Status.PASS : Finding.Status.FAIL,
                0,
                red ? 0 : failed,
                0,
                results.encode());
        return held(call, (change, running) -> rules.checks()
                .record(change.tx(), change.caller(), running.attempt(), finding)
                .compose(recorded -> change.written(running.key())
                        .map(task -> told(
                                task,
                                new JsonObject()
                                        .put("success", passed)
                                        .put("attempt_id", running.attempt())
                                        .put("check_id", recorded.id())
                                        .put("gate", finding.gate())
                                        .put("status", finding.status().wire())
                                        .put("gate_satisfied", recorded.satisfied())
                                        .put("nextAction", next(red, passed)),
                                List.of()))));
    }

    private static int count(JsonObject results, String member) {
        if (results.getValue(member) instanceof Integer number && number >= 0) {
            return number;
        }
        throw new Failure.InvalidInput(
                        "testResults", "'testResults' must have " + member + ", a count, beside total and passed")
                .asException();
    }

    private static String next(boolean red, boolean passed) {
        if (!passed) {
            return red ? "write_failing_test" : "implement";
        }
        return red ? "implement" : "autopilot_commit";
    }

    private Future<JsonBytes> commit(DialectCall call) {
        var arguments = call.arguments();
        return held(call, (change, running) -> change.written(running.key()).compose(task -> {
            var message = arguments.text("customMessage", "Task " + task.name() + ": " + task.title());
            var entry = new CommitEntry(message, arguments.text("hash"), null, null);
            return change.locate(TaskName.parse("id", running.key()))
                    .compose(ref -> rules.commits().log(change.tx(), change.caller(), ref, entry))
                    .map(logged -> told(
                            task,
                            new JsonObject()
                                    .put("success", true)
                                    .put("commit_id", logged.id())
                                    .put("message", message)
                                    .put("nextAction", "autopilot_next"),
                            List.of()));
        }));
    }

    private Future<JsonBytes> end(DialectCall call, AttemptStatus status) {
        var outcome = new Outcome(call.arguments().text("notes"), null, null, null, null, null, null, null);
        return held(call, (change, running) -> rules.attempts()
                .finish(change.tx(), change.caller(), running.attempt(), status, outcome)
                .compose(finished -> change.written(running.key()).map(task -> {
                    var before = finished.task().status();
                    var json = new JsonObject()
                            .put("success", true)
                            .put("attempt_id", running.attempt())
                            .put("status", TaskMasterWords.STATUS.word(finished.status()));
                    if (!finished.missing().isEmpty()) {
                        json.put("missing_gates", new JsonArray(finished.missing()));
                    }
                    return told(
                            task,
                            json,
                            before == finished.status()
                                    ? List.of()
                                    : List.of(new Change(
                                            "status",
                                            before.wire(),
                                            finished.status().wire())));
                })));
    }

    private static Answer told(NumberedTask task, JsonObject json, List<Change> changes) {
        return new Answer(JsonBytes.of(json.put("taskId", task.name())), TaskMasterAnswer.about(task), changes);
    }

    private Future<JsonBytes> held(DialectCall call, BiFunction<TaskMasterChange, Running, Future<Answer>> work) {
        var attempt = call.arguments().number("attempt_id");
        return TaskMasterChange.run(rules, call, change -> rules.usual()
                .find(change.tx().reading(), change.caller(), change.project())
                .compose(project ->
                        rules.ownAttempts().newest(change.tx().reading(), change.caller(), change.project(), attempt))
                .compose(found -> work.apply(change, found.orElseThrow(AutopilotTools::none))));
    }
}
