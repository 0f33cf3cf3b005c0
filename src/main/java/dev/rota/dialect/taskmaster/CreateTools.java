package dev.rota.dialect.taskmaster;

import dev.rota.dialect.DialectCall;
import dev.rota.dialect.DialectTool;
import dev.rota.dialect.Tier;
import dev.rota.failure.Failure;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.operation.Answer;
import dev.rota.project.Project;
import dev.rota.task.Description;
import dev.rota.task.NewTask;
import dev.rota.task.NumberedTask;
import dev.rota.task.ProjectTags;
import dev.rota.task.TaskName;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code add_task} and {@code add_subtask}. */
final class CreateTools {
    private static final ToolDefinition ADD_TASK = Definition.of(
            "add_task",
            "Add task",
            "Add a task. There is no model here: write its title and texts yourself.",
            Tier.STANDARD,
            Scope.TASKS_WRITE,
            Hints.CHANGE,
            """
            {"title": {"type": "string"},
             "description": {"type": "string"},
             "details": {"type": "string", "description": "How to implement it"},
             "testStrategy": {"type": "string", "description": "One checkable criterion a line"},
             "dependencies": {"type": "string", "description": "Ids of what must be done first: 12,14.1"},
             "priority": {"type": "string", "enum": ["critical", "high", "medium", "low"]},
             "tag": {"type": "string", "description": "Tag context; default: the current one"},
             "prompt": {"type": "string", "description": "Not enough alone: write the fields from it"}}""");

    private static final ToolDefinition ADD_SUBTASK = Definition.of(
            "add_subtask",
            "Add subtask",
            "Add a subtask to a task, or make an existing task (taskId) its subtask.",
            Tier.STANDARD,
            Scope.TASKS_WRITE,
            Hints.CHANGE,
            """
            {"id": {"type": "string", "description": "Parent: 15"},
             "taskId": {"type": "string", "description": "Existing task to put below it"},
             "title": {"type": "string", "description": "Of a new subtask"},
             "description": {"type": "string"},
             "details": {"type": "string"},
             "status": {"type": "string",
               "enum": ["pending", "in-progress", "review", "done", "deferred", "cancelled"]},
             "dependencies": {"type": "string", "description": "Ids of what must be done first: 12,15.1"}}""",
            "id");

    private final TaskMasterRules rules;

    private CreateTools(TaskMasterRules rules) {
        this.rules = rules;
    }

    static List<DialectTool> of(TaskMasterRules rules) {
        var tools = new CreateTools(rules);
        return List.of(
                TaskMaster.tool("create_task", ADD_TASK, tools::addTask),
                TaskMaster.tool("create_task", ADD_SUBTASK, tools::addSubtask));
    }

    private Future<JsonBytes> addTask(DialectCall call) {
        requireTitle(call);
        var dependencies =
                TaskMasterArguments.names("dependencies", call.arguments().text("dependencies"));
        var tag = TaskMasterArguments.tag(call);
        return TaskMasterChange.run(rules, call, change -> project(change).compose(project -> tag(change, project, tag)
                .compose(chosen -> create(change, call, project, null, ProjectTags.labels(chosen), dependencies))));
    }

    private static void requireTitle(DialectCall call) {
        if (!call.arguments().has("title")) {
            throw new Failure.InvalidInput(
                            "title",
                            "'title' is required: this server has no model to write a task from 'prompt'. Send title,"
                                    + " description, details and testStrategy as yours writes them")
                    .asException();
        }
    }

    private Future<Project> project(TaskMasterChange change) {
        return rules.usual().find(change.tx().reading(), change.caller(), change.project());
    }

    private Future<String> tag(TaskMasterChange change, Project project, @Nullable String named) {
        return named == null
                ? rules.tags().current(change.tx(), change.caller(), project.id())
                : Future.succeededFuture(named);
    }

    private Future<JsonBytes> addSubtask(DialectCall call) {
        var parent = TaskMasterArguments.name(call, "id");
        if (call.arguments().has("taskId")) {
            return putBelow(call, parent, TaskMasterArguments.name(call, "taskId"));
        }
        requireTitle(call);
        var dependencies =
                TaskMasterArguments.names("dependencies", call.arguments().text("dependencies"));
        return TaskMasterChange.run(rules, call, change -> project(change).compose(project -> change.find(parent)
                .compose(above -> create(change, call, project, above, tags(above), dependencies))));
    }

    /** A subtask is in the tags of its parent. */
    private static List<String> tags(NumberedTask parent) {
        return parent.labels().stream()
                .filter(label -> label.startsWith(ProjectTags.LABEL))
                .toList();
    }

    private Future<JsonBytes> putBelow(DialectCall call, TaskName parent, TaskName task) {
        return TaskMasterChange.run(rules, call, change -> change.locate(parent)
                .compose(above -> change.locate(task).compose(ref -> rules.updates()
                        .update(
                                change.tx(),
                                change.caller(),
                                ref,
                                FieldChanges.parent(above.value().toString()))))
                .compose(updated -> change.written(updated.task().key())
                        .map(now -> new Answer(
                                new TaskMasterAnswer(change.caller(), TaskMasterObjects.ROW).one(now),
                                TaskMasterAnswer.about(now),
                                updated.audited()))));
    }

    private Future<Answer> create(
            TaskMasterChange change,
            DialectCall call,
            Project project,
            @Nullable NumberedTask parent,
            List<String> labels,
            List<TaskName> dependencies) {
        return change.references(dependencies)
                .compose(on ->
                        rules.creation().create(change.tx(), change.caller(), project, task(call, parent, labels, on)))
                .compose(made -> change.written(made.key()))
                .map(made -> change.told(made, TaskMasterObjects.ROW));
    }

    private static NewTask task(
            DialectCall call, @Nullable NumberedTask parent, List<String> labels, List<String> dependencies) {
        var arguments = call.arguments();
        var text = new DetailedText(arguments.text("description", ""), arguments.text("details", ""));
        var status = arguments.text("status");
        return new NewTask(
                "",
                arguments.requiredText("title"),
                Description.ofText(text.text()),
                status == null ? TaskStatus.TODO : TaskMasterArguments.status("status", status),
                TaskMasterWords.PRIORITY.meaning(arguments.text("priority", "medium")),
                null,
                null,
                parent == null ? null : Long.toString(parent.id()),
                dependencies,
                labels,
                FieldChanges.criteria(arguments.text("testStrategy", "")),
                null,
                null,
                new JsonObject());
    }
}
