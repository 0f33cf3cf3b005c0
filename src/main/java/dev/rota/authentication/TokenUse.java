package dev.rota.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rota.database.Database;
import dev.rota.identity.Caller;
import dev.rota.identity.RequestInfo;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes when a token was last used, at most once a minute and off the request's way: a failure here fails nobody's call
 * (security C8). Moves a token to the current pepper in passing (C15).
 */
public final class TokenUse {
    private static final Logger LOG = LoggerFactory.getLogger(TokenUse.class);
    private static final String NOTE = "SELECT rota.enter_token_use($1, $2, $3, $4)";

    private final Database database;
    private final Peppers peppers;
    private final Cache<String, Boolean> noted = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofSeconds(60))
            .build();

    public TokenUse(Database database, Peppers peppers) {
        this.database = database;
        this.peppers = peppers;
    }

    void note(Caller caller, OpaqueToken token, RequestInfo info) {
        var id = caller.credential().id();
        if (noted.asMap().putIfAbsent(id, Boolean.TRUE) != null) {
            return;
        }
        var current = peppers.hash(token);
        var outdated = !current.equals(caller.credential().lookup());
        database.note(
                        NOTE,
                        caller.credential().lookup(),
                        info.network(),
                        outdated ? current : null,
                        peppers.currentVersion())
                .onFailure(problem -> LOG.debug("the use of {} was not noted", id, problem));
    }
}
