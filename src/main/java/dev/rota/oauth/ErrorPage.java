package dev.rota.oauth;

import io.vertx.ext.web.RoutingContext;

/** Tells a person, in their browser, what went wrong where no client can be told. */
public interface ErrorPage {
    /**
     * @param code of the error, such as {@code invalid_client}
     * @param what one sentence of what is wrong; shown as text, so it may hold anything
     * @param advice one sentence of what to do now
     */
    void send(RoutingContext ctx, int status, String code, String what, String advice);
}
