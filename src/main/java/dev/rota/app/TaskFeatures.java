package dev.rota.app;

import dev.rota.organization.tool.GetContextTool;
import dev.rota.task.TaskDependencies;
import dev.rota.task.TaskHistory;
import dev.rota.task.prompt.DiagnosePrompt;
import dev.rota.task.prompt.ExpandTaskPrompt;
import dev.rota.task.prompt.HandoffPrompt;
import dev.rota.task.prompt.ParallelLoopPrompt;
import dev.rota.task.prompt.PlanFromDocumentPrompt;
import dev.rota.task.prompt.RescopeTaskPrompt;
import dev.rota.task.prompt.ReviewTaskPrompt;
import dev.rota.task.prompt.WorkLoopPrompt;
import dev.rota.task.resource.ActiveTaskResource;
import dev.rota.task.resource.BoardResource;
import dev.rota.task.resource.TaskDepsResource;
import dev.rota.task.resource.TaskHistoryResource;
import dev.rota.task.resource.TaskSpecResource;
import dev.rota.task.tool.AddCommentTool;
import dev.rota.task.tool.CreateTaskTool;
import dev.rota.task.tool.CreateTasksTool;
import dev.rota.task.tool.GetTaskTool;
import dev.rota.task.tool.ListTasksTool;
import dev.rota.task.tool.UpdateTaskTool;

/** Who one is, and tasks: toolsets {@code context} and {@code tasks}, their resources and prompts. */
final class TaskFeatures {
    private TaskFeatures() {}

    static Published of(Domain domain) {
        var operations = domain.operations();
        var completion = domain.completion();
        var clock = domain.ports().node().clock();
        return Published.NOTHING
                .tools(
                        new GetContextTool(operations, domain.active(), Application.version(), clock),
                        new ListTasksTool(operations, domain.taskList()),
                        new GetTaskTool(operations, domain.documents()),
                        new CreateTaskTool(operations, domain.creation()),
                        new CreateTasksTool(operations, domain.creation()),
                        new UpdateTaskTool(operations, domain.tasks(), domain.updates()),
                        new AddCommentTool(operations, domain.tasks(), domain.comments()))
                .resources(
                        new ActiveTaskResource(operations, domain.active(), clock),
                        new TaskSpecResource(operations, domain.documents(), domain.cursors(), completion),
                        new TaskDepsResource(operations, new TaskDependencies(), completion),
                        new TaskHistoryResource(operations, new TaskHistory(domain.cursors()), completion),
                        new BoardResource(operations, domain.board(), completion))
                .prompts(
                        new WorkLoopPrompt(completion),
                        new ParallelLoopPrompt(completion),
                        new PlanFromDocumentPrompt(completion),
                        new ExpandTaskPrompt(completion),
                        new RescopeTaskPrompt(completion),
                        new ReviewTaskPrompt(completion),
                        new DiagnosePrompt(completion),
                        new HandoffPrompt(completion));
    }
}
