package dev.rota.oauth.client;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import com.nimbusds.oauth2.sdk.id.ClientID;
import dev.rota.oauth.client.Clients.Registered;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes what a client is registered as (RFC 7591 section 3.2.1). */
final class RegistrationAnswer {
    private RegistrationAnswer() {}

    static String of(Registered registered, Instant now) {
        var secret = registered.secret();
        return new ClientInformation(
                        new ClientID(registered.client().id()),
                        Date.from(now),
                        metadata(registered.client()),
                        secret == null ? null : new Secret(secret.reveal()))
                .toJSONObject()
                .toJSONString();
    }

    private static ClientMetadata metadata(Client client) {
        var metadata = new ClientMetadata();
        metadata.setName(client.name());
        if (!client.redirectUris().isEmpty()) {
            metadata.setRedirectionURIs(client.redirectUris().stream()
                    .map(URI::create)
                    .collect(Collectors.toCollection(LinkedHashSet::new)));
        }
        metadata.setGrantTypes(
                client.grantTypes().stream().map(RegistrationAnswer::grantType).collect(Collectors.toSet()));
        metadata.setResponseTypes(
                client.grantTypes().contains(Client.AUTHORIZATION_CODE) ? Set.of(ResponseType.CODE) : Set.of());
        metadata.setTokenEndpointAuthMethod(
                ClientAuthenticationMethod.parse(client.authentication().wire()));
        metadata.setJWKSet(client.keys());
        return metadata;
    }

    private static GrantType grantType(String wire) {
        try {
            return GrantType.parse(wire);
        } catch (ParseException e) {
            throw new IllegalStateException("only grant types that can be read are stored", e);
        }
    }
}
