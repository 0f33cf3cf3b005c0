package dev.rota.authentication;

import dev.rota.audit.AuthEvent;
import dev.rota.database.Database;
import dev.rota.database.Entry;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.identity.RequestInfo;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.Set;

/** Opaque tokens (security section 3). */
public final class TokenCredentials implements CredentialKind {
    private final Database database;
    private final Peppers peppers;
    private final String resource;
    private final TokenUse use;
    private final Set<OpaqueToken.Kind> kinds;

    /** @param resource which tokens count here: {@code mcp} or {@code admin} (security M6) */
    public TokenCredentials(Database database, Peppers peppers, String resource, TokenUse use) {
        this(database, peppers, resource, use, EnumSet.allOf(OpaqueToken.Kind.class));
    }

    /** @param kinds those of them that count */
    public TokenCredentials(
            Database database, Peppers peppers, String resource, TokenUse use, Set<OpaqueToken.Kind> kinds) {
        this.database = database;
        this.peppers = peppers;
        this.resource = resource;
        this.use = use;
        this.kinds = Set.copyOf(kinds);
    }

    @Override
    public boolean couldBe(String text) {
        return OpaqueToken.parse(text).isPresent();
    }

    @Override
    public Presented present(String text, Target target) {
        var token = OpaqueToken.parse(text)
                .orElseThrow(() -> new Failure.Unauthenticated("malformed", true, null).asException());
        if (!kinds.contains(token.kind())) {
            throw new Failure.Unauthenticated("wrong_kind", true, null).asException();
        }
        return new PresentedToken(token);
    }

    /** The caller that a token proves, read from the database now; for the process's own calls. */
    public Future<Caller> caller(OpaqueToken token, RequestInfo info) {
        return new PresentedToken(token).identify(info);
    }

    private final class PresentedToken implements Presented {
        private final OpaqueToken token;
        private final Buffer current;

        PresentedToken(OpaqueToken token) {
            this.token = token;
            current = peppers.hash(token);
        }

        @Override
        public Buffer key() {
            return current;
        }

        @Override
        public boolean mayBeGuessed() {
            return true;
        }

        @Override
        public Future<Caller> identify(RequestInfo info) {
            return database.identify(Entry.TOKEN, peppers.hashes(token), resource)
                    .map(found -> {
                        var lookup = found.getInteger("pepper_version") == peppers.currentVersion()
                                ? current
                                : peppers.hashes(token).get(1);
                        return CallerJson.caller(found, lookup, info);
                    });
        }

        @Override
        public void used(Caller caller, RequestInfo info) {
            use.note(caller, token, info);
        }

        /** A token that was found under the old pepper and is no longer there: it has moved to the current one (C15). */
        @Override
        public boolean hasMoved(Caller caller, Failure failure) {
            return failure instanceof Failure.Unauthenticated
                    && !caller.credential().lookup().equals(current);
        }

        @Override
        public AuthEvent described(AuthEvent event, Failure.Unauthenticated refusal) {
            return event.withToken(refusal.tokenId());
        }
    }
}
