package dev.rota.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rota.database.Database;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.RequestInfo;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import dev.rota.trace.RequestContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes when a token was last used, at most once a minute and off the request's way: a failure here fails nobody's call
 * (security C8). Moves a token to the current pepper in passing (C15).
 *
 * <p>What a second brings is written together, since ten thousand organizations that are at work have as many notes a minute,
 * each of which would be a commit. Whatever ends the process loses that second. A token that moves to another pepper is
 * written alone: its row is changed, and whoever revokes it shall not wait for a hundred others.
 */
public final class TokenUse {
    private static final Logger LOG = LoggerFactory.getLogger(TokenUse.class);
    private static final long GATHERED_MS = 1_000;
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_AT_ONCE = 100;
    /** In the same order on every node, so that no two batches wait for each other. */
    private static final String NOTE =
            """
            SELECT count(rota.enter_token_use(n.hash, n.network, n.new_hash, $4)) AS noted
              FROM (SELECT * FROM unnest($1::bytea[], $2::text[], $3::bytea[]) AS u(hash, network, new_hash)
                     ORDER BY u.hash) n
            """;

    private final Vertx vertx;
    private final Database database;
    private final Peppers peppers;
    private final Cache<String, Boolean> noted = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofSeconds(60))
            .build();
    private final BlockingQueue<Use> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean gathering = new AtomicBoolean();

    /** @param moved its hash under the current pepper; null where {@code hash} is that already */
    private record Use(Buffer hash, String network, @Nullable Buffer moved) {}

    public TokenUse(Vertx vertx, Database database, Peppers peppers) {
        this.vertx = vertx;
        this.database = database;
        this.peppers = peppers;
    }

    void note(Caller caller, OpaqueToken token, RequestInfo info) {
        var credential = caller.credential();
        if (noted.asMap().putIfAbsent(credential.id(), Boolean.TRUE) != null) {
            return;
        }
        var current = peppers.hash(token);
        var moves = !current.equals(credential.lookup());
        var use = new Use(credential.lookup(), info.network(), moves ? current : null);
        if (moves) {
            var unused = RequestContext.ofNobody(() -> write(List.of(use)));
        } else if (waiting.offer(use)) {
            gather();
        } else {
            noted.invalidate(credential.id()); // its next call may find room
        }
    }

    private void gather() {
        if (!waiting.isEmpty() && gathering.compareAndSet(false, true)) {
            var unused = RequestContext.ofNobody(() -> vertx.setTimer(GATHERED_MS, id -> writeAll()));
        }
    }

    /** One full statement after the other; what is left over has its second. */
    private void writeAll() {
        var uses = new ArrayList<Use>();
        waiting.drainTo(uses, MOST_AT_ONCE);
        write(uses).onComplete(done -> {
            if (uses.size() == MOST_AT_ONCE) {
                writeAll();
            } else {
                gathering.set(false);
                gather(); // what came in between
            }
        });
    }

    /** What is wrong with one is not the others' fault; a database in trouble is asked for nothing again. Never fails. */
    private Future<Void> write(List<Use> uses) {
        if (uses.isEmpty()) {
            return Future.succeededFuture();
        }
        return Future.succeededFuture().compose(now -> note(uses)).recover(problem -> {
            LOG.debug("the use of {} tokens was not noted", uses.size(), problem);
            return uses.size() == 1 || FailureException.isOfTheDatabase(problem)
                    ? Future.succeededFuture()
                    : writeEach(uses);
        });
    }

    /** One after the other: there is one connection for them, and whoever waits for that too long is refused it. */
    private Future<Void> writeEach(List<Use> uses) {
        Future<Void> written = Future.succeededFuture();
        for (var use : uses) {
            written = written.compose(done -> write(List.of(use)));
        }
        return written;
    }

    private Future<Void> note(List<Use> uses) {
        return database.note(
                NOTE,
                uses.stream().map(Use::hash).toArray(Buffer[]::new),
                uses.stream().map(Use::network).toArray(String[]::new),
                uses.stream().map(Use::moved).toArray(Buffer[]::new),
                peppers.currentVersion());
    }
}
