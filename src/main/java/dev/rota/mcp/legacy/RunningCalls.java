package dev.rota.mcp.legacy;

import dev.rota.identity.Caller;
import dev.rota.jsonrpc.RequestId;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Calls of this node that {@code notifications/cancelled} can still reach, by credential and request id.
 *
 * <p>Without sessions two clients that share a credential may use the same id. Then it is not known which call is
 * meant, and none is cancelled.
 */
final class RunningCalls {
    private final ConcurrentMap<Key, List<Runnable>> running = new ConcurrentHashMap<>();

    private record Key(String credential, RequestId id) {}

    /** @param cancel may run on any thread; compared by identity */
    void add(Caller caller, RequestId id, Runnable cancel) {
        running.merge(key(caller, id), List.of(cancel), (one, other) -> java.util.stream.Stream.concat(
                        one.stream(), other.stream())
                .toList());
    }

    void remove(Caller caller, RequestId id, Runnable cancel) {
        running.computeIfPresent(key(caller, id), (key, all) -> {
            var rest = all.stream().filter(other -> other != cancel).toList();
            return rest.isEmpty() ? null : rest;
        });
    }

    /** Cancels the one call that is meant, if there is exactly one. */
    void cancel(Caller caller, RequestId id) {
        var calls = running.getOrDefault(key(caller, id), List.of());
        if (calls.size() == 1) {
            calls.get(0).run();
        }
    }

    private static Key key(Caller caller, RequestId id) {
        return new Key(caller.credential().id(), id);
    }
}
