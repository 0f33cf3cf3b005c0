package dev.rota.cli;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server's tasks, of which project, in which tag: what all of {@code rota task} share. Used as a mixin. */
final class TaskOptions extends ApiOptions {
    private static final String DIALECT = "taskmaster?tools=all";

    @Option(names = "--tag", paramLabel = "TAG", description = "Tag to work in; default: the current one.")
    private @Nullable String tag;

    TaskOptions(Map<String, String> environment) {
        super(environment);
    }

    /** Calls a tool of Task-Master as the server speaks it. */
    JsonObject call(String tool, JsonObject arguments) {
        return dialect(DIALECT).call(tool, arguments);
    }

    /** The same for a tool that works in a tag. */
    JsonObject callInTag(String tool, JsonObject arguments) {
        put(arguments, "tag", tag);
        return call(tool, arguments);
    }

    /** Calls a native tool. */
    JsonObject callNatively(String tool, JsonObject arguments) {
        return tools("/mcp/x/all").call(tool, arguments);
    }

    /** Puts an argument beside the others, where it has a value. */
    static void put(JsonObject arguments, String name, @Nullable Object value) {
        if (value != null) {
            arguments.put(name, value);
        }
    }
}
