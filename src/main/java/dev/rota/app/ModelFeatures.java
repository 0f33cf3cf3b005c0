package dev.rota.app;

import dev.rota.execution.tool.ExecutionKind;
import dev.rota.execution.tool.RunTaskTool;
import dev.rota.model.rest.ModelEndpointsApi;

/** Models that an organization has, and tasks that are run on them: toolset {@code models}. */
final class ModelFeatures {
    private ModelFeatures() {}

    static Published of(Domain domain) {
        var models = domain.ports().models();
        var execution = new ExecutionKind(domain.executions());
        return Published.NOTHING
                .tools(new RunTaskTool(domain.operations(), domain.tasks(), domain.executions(), execution))
                .background(execution)
                .endpoints(new ModelEndpointsApi(domain.operations(), models.endpoints(), models.servers()));
    }
}
