package dev.rota.authentication;

import dev.rota.audit.AuthEvent;
import dev.rota.database.Database;
import dev.rota.database.Entry;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.identity.RequestInfo;
import dev.rota.oauth.external.ExternalTokenVerifier;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.List;

/**
 * Access tokens of an external authorization server: the signature says whom it knows, the link from its user to a person
 * here, their memberships and roles say in each call what counts (security A26, R-3).
 */
public final class ExternalCredentials implements CredentialKind {
    private final Database database;
    private final ExternalTokenVerifier verifier;
    private final Audiences audiences;

    public ExternalCredentials(Database database, ExternalTokenVerifier verifier, Audiences audiences) {
        this.database = database;
        this.verifier = verifier;
        this.audiences = audiences;
    }

    @Override
    public boolean couldBe(String text) {
        return ExternalTokenVerifier.couldBe(text);
    }

    @Override
    public Presented present(String text, Target target) {
        var presented = verifier.present(text);
        if (Collections.disjoint(audiences.of(target.path()), presented.claims().audiences())) {
            throw new Failure.Unauthenticated("wrong_audience", true, null).asException();
        }
        return new PresentedToken(presented, target.path());
    }

    private final class PresentedToken implements Presented {
        private final ExternalTokenVerifier.Presented token;
        private final String path;

        PresentedToken(ExternalTokenVerifier.Presented token, String path) {
            this.token = token;
            this.path = path;
        }

        @Override
        public Buffer key() {
            return token.digest();
        }

        @Override
        public boolean mayBeGuessed() {
            return token.isKnown();
        }

        @Override
        public Future<Caller> identify(RequestInfo info) {
            return token.verified().compose(claims -> {
                var lookup = claims.lookup();
                return database.identify(Entry.EXTERNAL, List.of(lookup), path)
                        .map(person -> CallerJson.ofExternal(person, lookup, claims.scopes(), info));
            });
        }

        @Override
        public void used(Caller caller, RequestInfo info) {} // the issuer knows when its users sign in

        @Override
        public boolean hasMoved(Caller caller, Failure failure) {
            return false;
        }

        /** Claims are noted only where they are proven: others could be anybody's. */
        @Override
        public AuthEvent described(AuthEvent event, Failure.Unauthenticated refusal) {
            return token.isKnown() ? event.withClient(token.claims().clientId()) : event;
        }
    }
}
