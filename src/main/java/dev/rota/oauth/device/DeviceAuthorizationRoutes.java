package dev.rota.oauth.device;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCode;
import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.http.Routes;
import dev.rota.identity.RequestInfo;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.Lifetimes;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.Parameters;
import dev.rota.oauth.ProtectedResource;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.RequestedScopes;
import dev.rota.oauth.StrangerLimits;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.client.ClientEndpoint;
import dev.rota.oauth.client.ClientEndpoint.Answer;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.net.URI;

/** {@code POST /auth/device_authorization} (RFC 8628 section 3.1): a device asks, and is told what to show. */
public final class DeviceAuthorizationRoutes implements Routes {
    private static final String PATH = Issuer.PATH + "/device_authorization";

    private final Database database;
    private final AuthEvents events;
    private final Issuer issuer;
    private final ClientEndpoint endpoint;
    private final DeviceCodes codes;
    private final ProtectedResources resources;
    private final StrangerLimits limits;

    public DeviceAuthorizationRoutes(
            Database database,
            AuthEvents events,
            Issuer issuer,
            ClientEndpoint endpoint,
            DeviceCodes codes,
            ProtectedResources resources,
            StrangerLimits limits) {
        this.database = database;
        this.events = events;
        this.issuer = issuer;
        this.endpoint = endpoint;
        this.codes = codes;
        this.resources = resources;
        this.limits = limits;
    }

    @Override
    public void mount(Router router) {
        router.post(PATH).handler(ctx -> endpoint.serve(ctx, parameters -> AuthEvent.Kind.DEVICE, this::answer));
    }

    private Future<Answer> answer(Client client, Parameters parameters, RequestInfo info) {
        limits.takeAuthorization(info);
        if (!client.grantTypes().contains(Client.DEVICE_CODE)) {
            throw new OAuthException(OAuth2Error.UNAUTHORIZED_CLIENT, "The client is not registered for devices");
        }
        var resource = resource(parameters);
        var scopes = RequestedScopes.of(parameters.get("scope"), resource);
        var request = new DeviceRequest(client.id(), client.name(), resource.uri(), scopes);
        return database.inIdentity(tx -> codes.add(tx, request)
                        .onSuccess(added -> events.record(
                                tx,
                                AuthEvent.of(AuthEvent.Kind.DEVICE, "asked", info)
                                        .withClient(client.id()))))
                .map(added -> Answer.of(json(added)));
    }

    private ProtectedResource resource(Parameters parameters) {
        var named = parameters.resource();
        return named == null
                ? resources.usual()
                : resources
                        .find(named)
                        .orElseThrow(() -> new OAuthException(
                                OAuth2Error.INVALID_TARGET, "resource is none of this authorization server's"));
    }

    private String json(DeviceCodes.Added added) {
        var page = issuer.endpoint("device");
        return new DeviceAuthorizationSuccessResponse(
                        new DeviceCode(added.code().reveal()),
                        new com.nimbusds.oauth2.sdk.device.UserCode(added.userCode()),
                        URI.create(page),
                        URI.create(page + "?user_code=" + added.userCode()),
                        Lifetimes.DEVICE_CODE.toSeconds(),
                        Lifetimes.DEVICE_POLL.toSeconds(),
                        null)
                .toJSONObject()
                .toJSONString();
    }
}
