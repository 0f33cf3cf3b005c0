package dev.rota.mcp.legacy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rota.identity.Caller;
import dev.rota.mcp.protocol.LogLevel;
import java.time.Duration;

/** What {@code logging/setLevel} asked for, by credential and on this node: there is no session that could hold it. */
final class LogLevels {
    private final Cache<String, LogLevel> levels = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterAccess(Duration.ofHours(1))
            .build();

    void set(Caller caller, LogLevel level) {
        levels.put(caller.credential().id(), level);
    }

    /** The server decides where the client has not: MCP 2025-11-25, logging. */
    LogLevel of(Caller caller) {
        var level = levels.getIfPresent(caller.credential().id());
        return level == null ? LogLevel.INFO : level;
    }
}
