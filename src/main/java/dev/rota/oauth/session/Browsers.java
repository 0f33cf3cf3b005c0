package dev.rota.oauth.session;

import dev.rota.database.IdentityTx;
import dev.rota.oauth.Issuer;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * How browsers are known.
 *
 * @param cookie what they bring
 * @param sessions who is behind it
 * @param tokens what their forms carry
 * @param forms how those are received
 */
public record Browsers(SessionCookie cookie, Sessions sessions, FormTokens tokens, Forms forms) {
    public static Browsers of(Issuer issuer, FormTokens tokens) {
        return new Browsers(new SessionCookie(issuer), new Sessions(), tokens, new Forms(issuer));
    }

    /** Who sits before that browser now; their organizations are entered. */
    public Future<Optional<Visit>> visit(IdentityTx tx, SessionId id) {
        return Visit.find(tx, sessions, id);
    }

    /** The same for a browser that may have brought nothing. */
    public Future<Optional<Visit>> visit(IdentityTx tx, Optional<SessionId> id) {
        return id.map(brought -> visit(tx, brought)).orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    /** A form of ours for one purpose, with the session that it was sent in. */
    public record Sent(SessionId session, Form form) {}

    /**
     * Receives a form. Fails with {@code otherwise} where its token is not that of this session and purpose.
     *
     * @see Forms#read
     */
    public Future<Sent> receive(RoutingContext ctx, Purpose purpose, RuntimeException otherwise) {
        return forms.read(ctx).map(form -> {
            var session = cookie.read(ctx).orElseThrow(() -> otherwise);
            if (!tokens.matches(session, purpose.of(form), form.one(Form.TOKEN))) {
                throw otherwise;
            }
            return new Sent(session, form);
        });
    }

    /** What a form is for, by what it says itself. */
    @FunctionalInterface
    public interface Purpose {
        String of(Form form);
    }
}
