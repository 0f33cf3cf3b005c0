package dev.rota.app;

import dev.rota.background.Work;
import dev.rota.handle.tool.BackgroundKind;
import dev.rota.mcp.Prompt;
import dev.rota.mcp.Resource;
import dev.rota.mcp.Tool;
import dev.rota.rest.Endpoints;
import java.util.List;

/** What one area of the product publishes; any of it may be empty. */
record Published(
        List<Tool> tools,
        List<Resource> resources,
        List<Prompt> prompts,
        List<Endpoints> endpoints,
        List<Work> work,
        List<BackgroundKind> background) {
    static final Published NOTHING = new Published(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    Published tools(Tool... all) {
        return new Published(List.of(all), resources, prompts, endpoints, work, background);
    }

    Published resources(Resource... all) {
        return new Published(tools, List.of(all), prompts, endpoints, work, background);
    }

    Published prompts(Prompt... all) {
        return new Published(tools, resources, List.of(all), endpoints, work, background);
    }

    Published endpoints(Endpoints... all) {
        return new Published(tools, resources, prompts, List.of(all), work, background);
    }

    Published work(Work... all) {
        return new Published(tools, resources, prompts, endpoints, List.of(all), background);
    }

    /** What tools go on with after they have answered. */
    Published background(BackgroundKind... all) {
        return new Published(tools, resources, prompts, endpoints, work, List.of(all));
    }
}
