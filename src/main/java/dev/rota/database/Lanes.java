package dev.rota.database;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The shared connections of one role, those of each event loop. Any thread. */
final class Lanes {
    private final Map<Thread, List<Lane>> byLoop = new ConcurrentHashMap<>();
    private final Supplier<Lane> make;
    private final int perLoop;

    Lanes(Supplier<Lane> make, int perLoop) {
        this.make = make;
        this.perLoop = perLoop;
    }

    /** Opens those of the event loop this is called on; they are used once all are open. */
    Future<Void> open() {
        var lanes = Stream.generate(make).limit(perLoop).toList();
        return Future.all(lanes.stream().map(Lane::open).toList())
                .onSuccess(opened -> byLoop.put(Thread.currentThread(), lanes))
                .mapEmpty();
    }

    /** Those of this event loop. */
    List<Lane> here() {
        return byLoop.getOrDefault(Thread.currentThread(), List.of());
    }

    Stream<Lane> all() {
        return byLoop.values().stream().flatMap(Collection::stream);
    }

    /** On the least loaded of this event loop; of all, where the thread is none of ours. */
    <T> Future<T> send(Function<Session, Future<T>> flush) {
        var own = byLoop.get(Thread.currentThread());
        return (own == null ? all() : own.stream())
                .filter(Lane::isConnected)
                .min(Comparator.comparingInt(Lane::load))
                .map(lane -> lane.send(flush))
                .orElseGet(() ->
                        Future.failedFuture(SqlStates.databaseUnavailable().asException()));
    }
}
