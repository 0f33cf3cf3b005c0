package dev.rota.app;

import dev.rota.mcp.Tool;
import dev.rota.mcp.catalog.ArgumentSynonyms;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.catalog.PromptCatalog;
import dev.rota.mcp.catalog.ResourceCatalog;
import dev.rota.mcp.catalog.ToolCatalog;
import dev.rota.operation.Operations;
import dev.rota.project.Projects;
import dev.rota.seal.Cursors;
import dev.rota.task.ActiveTask;
import dev.rota.task.ClaimEnding;
import dev.rota.task.Comments;
import dev.rota.task.TaskCreation;
import dev.rota.task.TaskDocuments;
import dev.rota.task.TaskList;
import dev.rota.task.TaskUpdates;
import dev.rota.task.Tasks;
import dev.rota.task.tool.AddCommentTool;
import dev.rota.task.tool.CreateTaskTool;
import dev.rota.task.tool.CreateTasksTool;
import dev.rota.task.tool.GetTaskTool;
import dev.rota.task.tool.ListTasksTool;
import dev.rota.task.tool.SelectTaskTool;
import dev.rota.task.tool.UpdateTaskTool;
import java.util.List;

/** Everything that is published over MCP: one line each, in the order of listing. */
final class Catalogue {
    private final List<Tool> tools;

    Catalogue(Operations operations, Cursors cursors, ClaimEnding claims) {
        var tasks = new Tasks();
        var creation = new TaskCreation(new Projects());
        tools = List.of(
                new ListTasksTool(operations, new TaskList(cursors)),
                new GetTaskTool(operations, new TaskDocuments()),
                new CreateTaskTool(operations, creation),
                new CreateTasksTool(operations, creation),
                new UpdateTaskTool(operations, tasks, new TaskUpdates(tasks, creation, claims)),
                new AddCommentTool(operations, tasks, new Comments(tasks)),
                new SelectTaskTool(operations, tasks, new ActiveTask(tasks)));
    }

    Features features() {
        return new Features(
                new ToolCatalog(tools, ArgumentSynonyms.NONE),
                new ResourceCatalog(List.of()),
                new PromptCatalog(List.of()),
                false);
    }
}
