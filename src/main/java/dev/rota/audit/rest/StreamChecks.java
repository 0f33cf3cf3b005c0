package dev.rota.audit.rest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Whether readers may go on, asked once for all streams of one credential at about the same time: thousands of idle streams
 * would else keep the database busy with nothing but that. Any thread.
 */
final class StreamChecks {
    /** From the asking; with the pause between two checks of a stream it is less than the five seconds of security C6. */
    static final Duration FRESH = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Cache<String, Future<Void>> asked = Caffeine.newBuilder()
            .maximumSize(StreamPlaces.OF_NODE)
            .expireAfterWrite(FRESH)
            .build();

    StreamChecks(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * What {@code ask} says, or what it said a moment ago; completed on the caller's own context.
     *
     * @param who asks for what; whoever has the same is answered the same
     */
    Future<Void> ask(String who, Supplier<Future<Void>> ask) {
        var context = vertx.getOrCreateContext();
        Promise<Void> here = Promise.promise();
        asked.get(who, absent -> ask.get()).onComplete(done -> {
            if (done.failed()) { // it may only have been the moment
                asked.invalidate(who);
            }
            context.runOnContext(turn -> here.handle(done));
        });
        return here.future();
    }
}
