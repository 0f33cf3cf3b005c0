package dev.rota.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.database.Database;
import dev.rota.failure.Failure;
import dev.rota.identity.RequestInfo;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refused credentials, which belong to no organization. After a hundred of one reason from one network in a minute they
 * are only counted and written as one row, so that noise cannot fill the storage (security U12); a token that cannot be
 * one of ours is always only counted, because it must not cost a database call (C2).
 */
public final class AuthEvents {
    private static final Logger LOG = LoggerFactory.getLogger(AuthEvents.class);
    private static final int WRITTEN_ONE_BY_ONE = 100;
    private static final String APPEND =
            "INSERT INTO auth_event (reason, token_id, network, occurrences, request_id) VALUES ($1, $2, $3, $4, $5)";

    private final Database database;
    private final Cache<Kind, Minute> minutes;

    private record Kind(String reason, String network) {}

    /** What happened of one kind since its first event: how often, how many rows of it are written already. */
    private record Minute(String requestId, AtomicInteger seen, AtomicInteger written) {}

    public AuthEvents(Database database) {
        this.database = database;
        this.minutes = Caffeine.newBuilder()
                .maximumSize(10_000)
                .expireAfterWrite(Duration.ofMinutes(1))
                .removalListener(
                        (@Nullable Kind kind, @Nullable Minute minute, RemovalCause cause) -> writeRest(kind, minute))
                .build();
    }

    /** Done when the refusal is on record: written, or counted. */
    Future<Void> record(Failure.Unauthenticated refusal, RequestInfo info) {
        var minute = count(refusal.reason(), info);
        if (minute.seen().get() > WRITTEN_ONE_BY_ONE) {
            return Future.succeededFuture();
        }
        minute.written().incrementAndGet();
        return append(refusal.reason(), refusal.tokenId(), info.network(), 1, info.id());
    }

    void countWithoutToken(Failure failure, RequestInfo info) {
        if (failure instanceof Failure.Unauthenticated refusal && refusal.presented()) {
            count(refusal.reason(), info);
        } else if (!(failure instanceof Failure.Unauthenticated)) {
            count(failure.code().wire(), info);
        }
    }

    /** Lets minutes that are over be written; called now and then, because a cache without traffic does nothing. */
    public void settle() {
        minutes.cleanUp();
    }

    @CanIgnoreReturnValue
    private Minute count(String reason, RequestInfo info) {
        var minute = minutes.get(
                new Kind(reason, info.network()),
                kind -> new Minute(info.id(), new AtomicInteger(), new AtomicInteger()));
        minute.seen().incrementAndGet();
        return minute;
    }

    private void writeRest(@Nullable Kind kind, @Nullable Minute minute) {
        if (kind == null || minute == null) {
            return; // only weak or soft references lose these, and the cache has none
        }
        var rest = minute.seen().get() - minute.written().get();
        if (rest > 0) {
            append(kind.reason(), null, kind.network(), rest, minute.requestId())
                    .onFailure(problem -> LOG.warn("{} refused credentials were not recorded", rest, problem));
        }
    }

    private Future<Void> append(
            String reason, @Nullable String tokenId, String network, int occurrences, String requestId) {
        return database.append(APPEND, Tuple.of(reason, tokenId, network, occurrences, requestId))
                .mapEmpty();
    }
}
