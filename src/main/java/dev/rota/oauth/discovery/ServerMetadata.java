package dev.rota.oauth.discovery;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.Prompt;
import dev.rota.identity.Scope;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.ClientAuthentication;
import dev.rota.oauth.key.SigningKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The metadata document (RFC 8414 section 2): what there is, and nothing else. */
final class ServerMetadata {
    private ServerMetadata() {}

    /** @param grantTypes that the token endpoint takes */
    static String of(Issuer issuer, Collection<String> grantTypes) {
        return metadata(issuer, grantTypes).toJSONObject().toJSONString();
    }

    /**
     * The same with what OpenID Connect Discovery section 3 requires, which some clients check before they read on. There are
     * no ID tokens here, so it says how one would be signed: as access tokens are.
     */
    static String openId(Issuer issuer, Collection<String> grantTypes) {
        var document = metadata(issuer, grantTypes).toJSONObject();
        document.put("subject_types_supported", List.of("public"));
        document.put("id_token_signing_alg_values_supported", List.of(SigningKey.ALGORITHM.getName()));
        return document.toJSONString();
    }

    private static AuthorizationServerMetadata metadata(Issuer issuer, Collection<String> grantTypes) {
        var metadata = new AuthorizationServerMetadata(new com.nimbusds.oauth2.sdk.id.Issuer(issuer.uri()));
        endpoints(metadata, issuer);
        metadata.setScopes(scopes());
        metadata.setResponseTypes(List.of(ResponseType.CODE));
        metadata.setResponseModes(List.of(ResponseMode.QUERY));
        metadata.setGrantTypes(
                grantTypes.stream().map(ServerMetadata::grantType).toList());
        metadata.setCodeChallengeMethods(List.of(CodeChallengeMethod.S256));
        metadata.setSupportsAuthorizationResponseIssuerParam(true); // RFC 9207 section 3
        metadata.setSupportsRequestURIParam(false);
        metadata.setPromptTypes(
                List.of(Prompt.Type.LOGIN, Prompt.Type.CONSENT, Prompt.Type.SELECT_ACCOUNT, Prompt.Type.NONE));
        authentication(metadata);
        metadata.setCustomParameter("client_id_metadata_document_supported", true);
        return metadata;
    }

    private static void endpoints(AuthorizationServerMetadata metadata, Issuer issuer) {
        metadata.setAuthorizationEndpointURI(URI.create(issuer.endpoint("authorize")));
        metadata.setTokenEndpointURI(URI.create(issuer.endpoint("token")));
        metadata.setRegistrationEndpointURI(URI.create(issuer.endpoint("register")));
        metadata.setRevocationEndpointURI(URI.create(issuer.endpoint("revoke")));
        metadata.setIntrospectionEndpointURI(URI.create(issuer.endpoint("introspect")));
        metadata.setJWKSetURI(URI.create(issuer.endpoint("jwks")));
        metadata.setDeviceAuthorizationEndpointURI(URI.create(issuer.endpoint("device_authorization")));
    }

    private static void authentication(AuthorizationServerMetadata metadata) {
        var all = Arrays.stream(AuthenticationMethod.values())
                .map(method -> ClientAuthenticationMethod.parse(method.wire()))
                .toList();
        var confidential = new ArrayList<>(all);
        confidential.remove(ClientAuthenticationMethod.NONE);
        var algorithms = List.copyOf(ClientAuthentication.ALGORITHMS);
        metadata.setTokenEndpointAuthMethods(all);
        metadata.setTokenEndpointJWSAlgs(algorithms);
        metadata.setRevocationEndpointAuthMethods(all);
        metadata.setRevocationEndpointJWSAlgs(algorithms);
        metadata.setIntrospectionEndpointAuthMethods(confidential);
        metadata.setIntrospectionEndpointJWSAlgs(algorithms);
    }

    /** With the one word about tokens that clients look for before they ask for a refresh token (MCP authorization, O-12). */
    private static com.nimbusds.oauth2.sdk.Scope scopes() {
        var scopes = new com.nimbusds.oauth2.sdk.Scope(
                Arrays.stream(Scope.values()).map(Scope::wire).toArray(String[]::new));
        scopes.add("offline_access");
        return scopes;
    }

    private static GrantType grantType(String wire) {
        try {
            return GrantType.parse(wire);
        } catch (ParseException e) {
            throw new IllegalStateException("a grant type has a name", e);
        }
    }
}
