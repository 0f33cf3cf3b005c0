package dev.rota.cli;

import java.util.Map;
import picocli.CommandLine.Option;

/** Which tools a client sees. Used as a mixin. */
final class DialectOptions extends ApiOptions {
    static final String NATIVE = "native";
    static final String ANYTASK = "anytask";

    @Option(
            names = "--dialect",
            paramLabel = "D",
            description = "Whose tools: native, anytask, taskmaster or mcp-tasks; default: ${DEFAULT-VALUE}.")
    private String dialect = NATIVE;

    DialectOptions(Map<String, String> environment, String usual) {
        super(environment);
        dialect = usual;
    }

    String dialect() {
        if (!dialect.matches("[a-z]+(-[a-z]+)*")) {
            throw new CommandFailure("--dialect is a name such as anytask, not '" + dialect + "'");
        }
        return dialect;
    }

    boolean isAnyTask() {
        return ANYTASK.equals(dialect);
    }
}
