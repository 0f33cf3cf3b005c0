package dev.rota.authentication;

import dev.rota.audit.AuthEvent;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.identity.RequestInfo;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** One kind of bearer credential: how it is told from others, and how a caller is found by it. */
public sealed interface CredentialKind permits TokenCredentials, JwtCredentials, ExternalCredentials {
    /** Whether {@code text} is of this kind, by its form alone. */
    boolean couldBe(String text);

    /** What {@code text} claims there. Fails with {@code Unauthenticated}, without any I/O. */
    Presented present(String text, Target target);

    /** One credential as it was presented. */
    interface Presented {
        /** What its caller is kept under: a hash, because no secret is kept. */
        Buffer key();

        /** Whether a caller that was kept may be used, as far as the credential alone can tell. */
        boolean mayBeGuessed();

        /** The caller as the database knows them now. */
        Future<Caller> identify(RequestInfo info);

        /** Called with each use. Must not fail, and must not make the call wait. */
        void used(Caller caller, RequestInfo info);

        /** Whether the failure may only mean that {@code caller} was found in a way that has changed. */
        boolean hasMoved(Caller caller, Failure failure);

        /** {@code event} with what is known of the credential. */
        AuthEvent described(AuthEvent event, Failure.Unauthenticated refusal);
    }
}
