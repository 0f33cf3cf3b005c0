package dev.rota.cli;

import dev.rota.cli.bridge.ActiveTaskFile;
import dev.rota.cli.bridge.StdioBridge;
import dev.rota.cli.bridge.Streams;
import dev.rota.cli.bridge.Traffic;
import dev.rota.cli.remote.McpClient;
import dev.rota.cli.remote.RemoteException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The server for clients that start a program and speak with it. */
@Command(
        name = "serve",
        description = "Speak MCP on standard input and output, for clients that start a program, and pass it on to the"
                + " server. With --dialect anytask the selected task is mirrored in .rota/active_task.json.")
final class McpServeCommand implements Callable<Integer> {
    private static final String ACTIVE_TASK = "workspace://current/active_task";

    @Mixin
    private final DialectOptions options;

    @Spec
    private @Nullable CommandSpec command;

    McpServeCommand(DialectOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws IOException {
        var path = options.path(options.dialect());
        var streams = new Streams(
                System.out,
                Objects.requireNonNull(command, "picocli sets it before the command runs")
                        .commandLine()
                        .getErr());
        var bridge = new StdioBridge(options.server(), options.key(), path, traffic(path, streams), streams);
        bridge.run(System.in);
        return ExitCode.OK;
    }

    private Traffic traffic(String path, Streams streams) {
        if (!options.isAnyTask()) {
            return Traffic.UNWATCHED;
        }
        var file = new ActiveTaskFile(Path.of("").toAbsolutePath(), Clock.systemUTC(), streams::complaint);
        try {
            file.synchronize(selected(options.tools(path)));
        } catch (RemoteException refused) {
            streams.complaint(refused.getMessage()); // the client is told by its first message, in the protocol's way
        }
        return file;
    }

    private static JsonObject selected(McpClient tools) {
        var contents = tools.request("resources/read", new JsonObject().put("uri", ACTIVE_TASK))
                .getJsonArray("contents");
        return new JsonObject(contents.getJsonObject(0).getString("text"));
    }
}
