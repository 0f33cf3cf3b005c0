package dev.rota.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decisions about people and credentials, which belong to no organization or to several. After a hundred of one kind and
 * reason from one network in a minute they are only counted and written as one row, so that noise cannot fill the storage
 * (security U12); a token that cannot be one of ours is always only counted, because it must not cost a database call (C2).
 */
public final class AuthEvents {
    private static final Logger LOG = LoggerFactory.getLogger(AuthEvents.class);
    private static final int CLIENT_CHARACTERS = 256;
    private static final int WRITTEN_ONE_BY_ONE = 100;
    private static final String APPEND =
            """
            INSERT INTO auth_event (kind, reason, token_id, user_id, client_id, grant_id, network, occurrences, request_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """;

    private final Database database;
    private final Cache<Kind, Minute> minutes;

    private record Kind(AuthEvent.Kind kind, String reason, String network) {}

    /** What happened of one kind since its first event: how often, how many rows of it are written already. */
    private record Minute(AuthEvent first, AtomicInteger seen, AtomicInteger written) {}

    public AuthEvents(Database database) {
        this.database = database;
        this.minutes = Caffeine.newBuilder()
                .maximumSize(10_000)
                .expireAfterWrite(Duration.ofMinutes(1))
                .removalListener(
                        (@Nullable Kind kind, @Nullable Minute minute, RemovalCause cause) -> writeRest(minute))
                .build();
    }

    /** Done when the event is on record: written, or counted. */
    public Future<Void> record(AuthEvent event) {
        var minute = count(event);
        if (minute.seen().get() > WRITTEN_ONE_BY_ONE) {
            return Future.succeededFuture();
        }
        minute.written().incrementAndGet();
        return append(event, 1);
    }

    /** Written with what it tells of, or not at all. */
    public void record(IdentityTx tx, AuthEvent event) {
        tx.last(tx.count(APPEND, values(event, 1).toArray()));
    }

    /** Counts an event that must not cost a database call now. */
    public void note(AuthEvent event) {
        count(event);
    }

    @CanIgnoreReturnValue
    private Minute count(AuthEvent event) {
        var minute = minutes.get(
                new Kind(event.kind(), event.reason(), event.request().network()),
                kind -> new Minute(event, new AtomicInteger(), new AtomicInteger()));
        minute.seen().incrementAndGet();
        return minute;
    }

    /** Lets minutes that are over be written; called now and then, because a cache without traffic does nothing. */
    public void settle() {
        minutes.cleanUp();
    }

    /** Has everything written that was only counted so far: for when nothing more will be. */
    public Future<Void> close() {
        var rests = minutes.asMap().values().stream().map(this::rest).toList();
        return Future.join(rests).mapEmpty();
    }

    private void writeRest(@Nullable Minute minute) {
        if (minute != null) { // only weak or soft references lose these, and the cache has none
            rest(minute).onFailure(problem -> LOG.trace("told already", problem));
        }
    }

    private Future<Void> rest(Minute minute) {
        var rest = minute.seen().get() - minute.written().get();
        if (rest <= 0) {
            return Future.succeededFuture();
        }
        minute.written().addAndGet(rest);
        var first = minute.first();
        return append(AuthEvent.of(first.kind(), first.reason(), first.request()), rest)
                .onFailure(problem -> LOG.warn("{} {} events were not recorded", rest, first.kind(), problem));
    }

    private Future<Void> append(AuthEvent event, int occurrences) {
        return database.append(APPEND, Tuple.wrap(values(event, occurrences))).mapEmpty();
    }

    private static List<@Nullable Object> values(AuthEvent event, int occurrences) {
        var request = event.request();
        return Arrays.asList(
                event.kind().wire(),
                event.reason(),
                event.tokenId(),
                event.userId(),
                new EventText().orNull(event.clientId(), CLIENT_CHARACTERS),
                event.grantId(),
                request.network(),
                occurrences,
                request.id());
    }
}
