package dev.rota.authentication;

import dev.rota.audit.AuthEvent;
import dev.rota.database.Database;
import dev.rota.database.Entry;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.identity.RequestInfo;
import dev.rota.oauth.token.AccessToken;
import dev.rota.oauth.token.AccessTokenVerifier;
import dev.rota.oauth.token.Subject;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Access tokens of the authorization server (RFC 9068): the signature says what was issued, the grant what counts now. */
public final class JwtCredentials implements CredentialKind {
    private final Database database;
    private final AccessTokenVerifier verifier;
    private final Audiences audiences;

    public JwtCredentials(Database database, AccessTokenVerifier verifier, Audiences audiences) {
        this.database = database;
        this.verifier = verifier;
        this.audiences = audiences;
    }

    @Override
    public boolean couldBe(String text) {
        return AccessTokenVerifier.couldBe(text);
    }

    @Override
    public Presented present(String text, Target target) {
        var presented = verifier.present(text);
        if (!audiences.of(target.path()).contains(presented.claims().audience())) {
            throw new Failure.Unauthenticated("wrong_audience", true, null).asException();
        }
        return new PresentedJwt(presented);
    }

    private final class PresentedJwt implements Presented {
        private final AccessTokenVerifier.Presented token;

        PresentedJwt(AccessTokenVerifier.Presented token) {
            this.token = token;
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
                var lookup = Buffer.buffer(claims.grant());
                return database.identify(Entry.GRANT, List.of(lookup), claims.audience())
                        .map(grant -> {
                            requireSame(claims, grant);
                            return CallerJson.ofGrant(grant, lookup, claims.scopes(), info);
                        });
            });
        }

        @Override
        public void used(Caller caller, RequestInfo info) {} // grants keep no time of last use

        @Override
        public boolean hasMoved(Caller caller, Failure failure) {
            return false;
        }

        /** Claims are noted only where they are proven: others could be anybody's. */
        @Override
        public AuthEvent described(AuthEvent event, Failure.Unauthenticated refusal) {
            return token.isKnown()
                    ? event.withGrant(token.claims().grant())
                            .withClient(token.claims().clientId())
                    : event;
        }
    }

    private static void requireSame(AccessToken claims, JsonObject grant) {
        var agent = grant.getString("kind").equals("agent");
        var subject = agent ? Subject.agent(grant.getLong("agent_id")) : Subject.user(grant.getLong("user_id"));
        if (!claims.subject().equals(subject.wire()) || !claims.clientId().equals(grant.getString("client_id"))) {
            throw new Failure.Unauthenticated("not_of_this_grant", true, null).asException();
        }
    }
}
