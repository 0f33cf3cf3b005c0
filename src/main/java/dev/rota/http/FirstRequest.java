package dev.rota.http;

import dev.rota.logging.RequestFacts;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * What any request needs and no request before the first has loaded: on a busy machine its event loop would stand still for
 * as long as that takes, with whoever else it serves.
 */
final class FirstRequest {
    private static final List<Class<?>> CLASSES = List.of(
            Entry.class,
            Arrival.class,
            RequestIds.class,
            ClientAddress.class,
            RequestFacts.class,
            CallTime.class,
            FailureToProblem.class);

    private FirstRequest() {}

    /** Loads them, and the JSON codec, which takes longest. Blocks. */
    static int load() throws IllegalAccessException {
        for (var one : CLASSES) {
            var unused = MethodHandles.lookup().ensureInitialized(one);
        }
        return new ProblemDocument("", true).ofDefect().length();
    }
}
