package dev.rota.app;

import dev.rota.task.ComplexitySweep;
import dev.rota.task.TaskReversal;
import dev.rota.task.TrashSweep;
import dev.rota.task.rest.TaskEndpoints;
import dev.rota.task.tool.AssignTaskTool;
import dev.rota.task.tool.DeleteTaskTool;
import dev.rota.task.tool.LinkTasksTool;
import dev.rota.task.tool.UpdateTasksTool;

/** Changes of many tasks and of how they hang together: toolset {@code plan}, the trash, reversal, rules of complexity. */
final class PlanFeatures {
    private PlanFeatures() {}

    static Published of(Domain domain) {
        var operations = domain.operations();
        var audit = domain.ports().audit();
        return Published.NOTHING
                .tools(
                        new UpdateTasksTool(operations, domain.tasks(), domain.bulkUpdates()),
                        new LinkTasksTool(operations, domain.tasks(), domain.links()),
                        new AssignTaskTool(operations, domain.tasks(), domain.assignments()),
                        new DeleteTaskTool(operations, domain.tasks(), domain.trash()))
                .endpoints(new TaskEndpoints(new TaskReversal(domain.tasks(), domain.updates())))
                .work(new TrashSweep(audit), new ComplexitySweep(audit));
    }
}
