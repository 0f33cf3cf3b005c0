package dev.rota.mcp.legacy;

import dev.rota.identity.Caller;
import dev.rota.mcp.protocol.Invocation;
import dev.rota.mcp.protocol.LogLevel;
import dev.rota.mcp.protocol.Method;
import dev.rota.mcp.protocol.MethodResult;
import dev.rota.mcp.protocol.ProtocolException;
import io.vertx.core.Future;

/** {@code logging/setLevel}. */
final class SetLevel implements Method.Work {
    private final LogLevels levels;

    SetLevel(LogLevels levels) {
        this.levels = levels;
    }

    @Override
    public Future<MethodResult> answer(Caller caller, Invocation invocation) {
        var level = LogLevel.of(String.valueOf(invocation.params().getValue("level")))
                .orElseThrow(() -> ProtocolException.invalidParams("'level' must be a log level"));
        levels.set(caller, level);
        return Future.succeededFuture(MethodResult.of(64, writer -> {}));
    }
}
