package dev.rota.app;

import dev.rota.background.Work;
import dev.rota.mcp.Prompt;
import dev.rota.mcp.Resource;
import dev.rota.mcp.Tool;
import dev.rota.rest.Endpoints;
import java.util.List;

/** What one area of the product publishes; any of it may be empty. */
record Published(
        List<Tool> tools, List<Resource> resources, List<Prompt> prompts, List<Endpoints> endpoints, List<Work> work) {
    static final Published NOTHING = new Published(List.of(), List.of(), List.of(), List.of(), List.of());

    Published tools(Tool... all) {
        return new Published(List.of(all), resources, prompts, endpoints, work);
    }

    Published resources(Resource... all) {
        return new Published(tools, List.of(all), prompts, endpoints, work);
    }

    Published prompts(Prompt... all) {
        return new Published(tools, resources, List.of(all), endpoints, work);
    }

    Published endpoints(Endpoints... all) {
        return new Published(tools, resources, prompts, List.of(all), work);
    }

    Published work(Work... all) {
        return new Published(tools, resources, prompts, endpoints, List.of(all));
    }
}
