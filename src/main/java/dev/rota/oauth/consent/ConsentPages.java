package dev.rota.oauth.consent;

import dev.rota.http.SeeOther;
import dev.rota.identity.Scope;
import dev.rota.oauth.authorize.ErrorRedirects;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.device.UserCode;
import dev.rota.oauth.page.ConsentView;
import dev.rota.oauth.page.ConsentView.Asker;
import dev.rota.oauth.page.ConsentView.Destined;
import dev.rota.oauth.page.ConsentView.Membership;
import dev.rota.oauth.page.DeviceDoneView;
import dev.rota.oauth.page.LeavingView;
import dev.rota.oauth.page.Pages;
import dev.rota.oauth.page.ReturnView;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Optional;

/** Shows the question, and lets the browser go once it is answered. */
final class ConsentPages {
    private final Pages pages;

    ConsentPages(Pages pages) {
        this.pages = pages;
    }

    /** @param problem why it is asked again; empty the first time */
    void ask(RoutingContext ctx, int status, Question question, String token, String problem) {
        var view = view(question, token, problem);
        var target = destination(question).flatMap(Destination::formAction);
        if (target.isEmpty()) {
            pages.send(ctx, status, view);
        } else {
            pages.send(ctx, status, view, target.get());
        }
    }

    /** The answer to the form. */
    void done(RoutingContext ctx, Question question, Optional<String> place, boolean approved) {
        var destination = destination(question);
        if (place.isEmpty() || destination.isEmpty()) {
            pages.send(ctx, 200, new DeviceDoneView(approved));
        } else {
            leave(
                    ctx,
                    place.get(),
                    destination.get(),
                    destination.get().formAction().isEmpty());
        }
    }

    /**
     * Sends the browser to the client.
     *
     * @param afterForm whether a form whose page could not name the destination has led here: browsers would refuse the
     *     redirect, so a page takes it on (security H3)
     */
    void leave(RoutingContext ctx, String place, Destination destination, boolean afterForm) {
        if (afterForm) {
            pages.send(ctx, 200, new LeavingView(place, destination.name()));
        } else {
            SeeOther.send(ctx, place);
        }
    }

    /**
     * Nobody was asked.
     *
     * @param place where the client is told
     */
    void refuse(RoutingContext ctx, Refusal refusal, String place) {
        if (ErrorRedirects.areSafe(refusal.client(), refusal.redirect().uri())) {
            SeeOther.send(ctx, place);
        } else {
            pages.send(ctx, 400, new ReturnView(refusal.error().getCode(), place));
        }
    }

    private static Optional<Destination> destination(Question question) {
        return Optional.ofNullable(question.request().redirect()).map(redirect -> Destination.of(redirect.uri()));
    }

    private static ConsentView view(Question question, String token, String problem) {
        var request = question.request();
        var client = question.client();
        return new ConsentView(
                token,
                question.id(),
                question.account().email(),
                new Asker(client.name(), host(client), client.kind() == Client.Kind.REGISTERED),
                destined(question),
                request.scopes().stream().sorted().map(Scope::words).toList(),
                question.account().organizations().stream()
                        .map(one -> new Membership(one.id().toString(), one.name(), one.role()))
                        .toList(),
                request.resource(),
                client.grantTypes().contains(Client.REFRESH_TOKEN),
                problem);
    }

    /** Of a client that is known by the URL of its metadata document; others have none. */
    private static String host(Client client) {
        return client.kind() == Client.Kind.METADATA ? URI.create(client.id()).getHost() : "";
    }

    private static Destined destined(Question question) {
        return destination(question)
                .map(to -> new Destined(
                        to.isLoopback()
                                ? Destined.Kind.THIS_COMPUTER
                                : to.isWeb() ? Destined.Kind.WEB : Destined.Kind.APPLICATION,
                        to.name()))
                .orElseGet(() -> new Destined(Destined.Kind.DEVICE, userCode(question)));
    }

    private static String userCode(Question question) {
        var device = question.request().device();
        return device == null ? "" : new UserCode(device.userCode()).shown();
    }
}
