package dev.rota.oauth.client;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import dev.rota.audit.AuthEvent;
import dev.rota.http.FormBody;
import dev.rota.http.RequestInfos;
import dev.rota.identity.RequestInfo;
import dev.rota.oauth.FailureToOAuth;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.Parameters;
import dev.rota.oauth.Refusals;
import dev.rota.oauth.StrangerLimits;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the token endpoint and its siblings share: a form, sent by a client that authenticates (RFC 6749 section 3.2). Refusals
 * are on record before they are answered, and a client that causes too many at an address is refused there for a while.
 */
public final class ClientEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(ClientEndpoint.class);
    private static final int BODY_BYTES = 16 * 1_024;

    private final ClientAuthentication authentication;
    private final Refusals refusals;
    private final StrangerLimits limits;

    public ClientEndpoint(ClientAuthentication authentication, Refusals refusals, StrangerLimits limits) {
        this.authentication = authentication;
        this.refusals = refusals;
        this.limits = limits;
    }

    /** What an endpoint does for a client that it knows. Fails with what is to be put on record and answered. */
    @FunctionalInterface
    public interface Work {
        Future<Answer> apply(Client client, Parameters parameters, RequestInfo info);
    }

    /**
     * What is answered; it is on record.
     *
     * @param json the body; empty for none
     * @param refusal answered instead; null where there is none
     * @param failed whether it counts as a failure of the client at its address
     */
    public record Answer(String json, @Nullable OAuthException refusal, boolean failed) {
        public static Answer of(String json) {
            return new Answer(json, null, false);
        }

        public static Answer refused(OAuthException why) {
            return new Answer("", why, true);
        }

        /**
         * An error that tells a client in order to come again (RFC 8628 section 3.5).
         *
         * @param hasty whether it has come too soon
         */
        public static Answer notYet(OAuthException why, boolean hasty) {
            return new Answer("", why, hasty);
        }
    }

    /** @param kind as what a refusal goes on record; the parameters are empty where they could not be read */
    public void serve(RoutingContext ctx, Function<Parameters, AuthEvent.Kind> kind, Work work) {
        serve(ctx, kind, work, true);
    }

    /** The same for what nobody is kept waiting with (security O3), however often they have failed. */
    public void serveAlways(RoutingContext ctx, Function<Parameters, AuthEvent.Kind> kind, Work work) {
        serve(ctx, kind, work, false);
    }

    private void serve(RoutingContext ctx, Function<Parameters, AuthEvent.Kind> kind, Work work, boolean limited) {
        var info = RequestInfos.of(ctx, "HTTP");
        Future.<Void>succeededFuture()
                .compose(begun -> {
                    if (limited) {
                        limits.requireFailureLeft(info);
                    }
                    return FormBody.read(ctx, BODY_BYTES);
                })
                .map(Parameters::of)
                .onSuccess(parameters -> {
                    var claimed = ClientAuthentication.claimed(authorization(ctx), parameters.values());
                    Future.succeededFuture(parameters)
                            .compose(read -> {
                                if (limited) {
                                    limits.requireFailureLeft(info, claimed);
                                }
                                return authenticated(ctx, read);
                            })
                            .compose(client -> work.apply(client, parameters, info))
                            .onSuccess(answer -> send(ctx, answer, claimed, info))
                            .onFailure(problem -> refuse(ctx, problem, kind.apply(parameters), claimed, info));
                })
                .onFailure(problem -> refuse(ctx, problem, kind.apply(Parameters.NONE), null, info));
    }

    private Future<Client> authenticated(RoutingContext ctx, Parameters parameters) {
        if (ctx.request().headers().getAll(HttpHeaders.AUTHORIZATION).size() > 1) {
            throw new OAuthException(OAuth2Error.INVALID_REQUEST, "Only one Authorization header");
        }
        parameters.requireSingle();
        return authentication.authenticate(authorization(ctx), parameters.values());
    }

    private static @Nullable String authorization(RoutingContext ctx) {
        return ctx.request().getHeader(HttpHeaders.AUTHORIZATION);
    }

    private void send(RoutingContext ctx, Answer answer, @Nullable String claimed, RequestInfo info) {
        var refusal = answer.refusal();
        if (answer.failed()) {
            limits.failed(info, claimed);
        }
        if (refusal != null) {
            FailureToOAuth.send(ctx, refusal);
            return;
        }
        var response = ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (!answer.json().isEmpty()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        response.end(answer.json()).onFailure(lost -> LOG.trace("the peer left before the end", lost));
    }

    private void refuse(
            RoutingContext ctx, Throwable problem, AuthEvent.Kind kind, @Nullable String claimed, RequestInfo info) {
        if (problem instanceof OAuthException) {
            limits.failed(info, claimed);
        }
        refusals.record(kind, problem, claimed, info).onComplete(recorded -> FailureToOAuth.send(ctx, problem));
    }
}
