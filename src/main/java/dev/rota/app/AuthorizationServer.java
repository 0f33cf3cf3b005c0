package dev.rota.app;

import dev.rota.authentication.CredentialKind;
import dev.rota.http.Routes;
import dev.rota.oauth.ProtectedResources;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Who issues the access tokens that count here: this server itself, or the one that is configured in its place. That is
 * decided once, when {@link Parts} are made; of the other there is then neither route nor token that counts.
 */
interface AuthorizationServer {
    /** Its name, as the metadata of protected resources has it; empty while nobody knows. */
    Optional<String> issuer();

    /** Its access tokens at MCP paths, where those below {@code /mcp} share an audience. */
    CredentialKind accessTokens();

    /**
     * What this process serves of it.
     *
     * @param resources that its access tokens can be for
     */
    List<Routes> routes(ProtectedResources resources);

    Future<Void> start();
}
