package dev.rota.cli;

import dev.rota.cli.remote.McpClient;
import dev.rota.cli.remote.Workspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Tries what a client will do first, with the same settings. */
@Command(name = "test", description = "Connect as a client would, and say what is there.")
final class McpTestCommand implements Callable<Integer> {
    @Mixin
    private final DialectOptions options;

    @Mixin
    private final Output output = new Output();

    McpTestCommand(DialectOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var key = options.tools("/mcp");
        var workspace = Workspace.find(key, options.project());
        var suffix = options.dialect().equals(DialectOptions.NATIVE) ? "" : "/" + options.dialect();
        var there = key.at(workspace.path() + suffix);
        var found = new Found(
                workspace,
                names(there, "tools/list", "tools", "name"),
                names(there, "resources/list", "resources", "uri"),
                names(there, "resources/templates/list", "resourceTemplates", "uriTemplate"));
        output.print(found.json(), found::print);
        return ExitCode.OK;
    }

    private static List<String> names(McpClient there, String method, String member, String name) {
        return there.list(method, member).stream()
                .map(one -> one.getString(name))
                .toList();
    }

    private record Found(Workspace workspace, List<String> tools, List<String> resources, List<String> templates) {
        JsonObject json() {
            return new JsonObject()
                    .put(
                            "workspace",
                            new JsonObject()
                                    .put("id", workspace.id())
                                    .put("key", workspace.key())
                                    .put("name", workspace.name())
                                    .put("organization", workspace.organization()))
                    .put("tools", new JsonArray(tools))
                    .put("resources", new JsonArray(resources))
                    .put("resource_templates", new JsonArray(templates));
        }

        /** AnyTask has projects within workspaces; here a workspace is one, and its only project is the default. */
        void print(PrintWriter out) {
            out.println("Testing MCP server connection...");
            out.println("✓ API client initialized");
            out.println("✓ Connected to workspace: " + workspace.key());
            out.println("✓ Connected to project: default");
            out.println("✓ " + tools.size() + " tools available:");
            tools.forEach(tool -> out.println("  - " + tool));
            out.println("✓ " + resources.size() + " resources + " + templates.size() + " templates available");
            out.println("✓ All tests passed!");
        }
    }
}
