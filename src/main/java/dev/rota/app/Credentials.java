package dev.rota.app;

import dev.rota.authentication.Audiences;
import dev.rota.authentication.BearerCallers;
import dev.rota.authentication.Strangers;
import dev.rota.authentication.TokenCredentials;
import dev.rota.authentication.TokenPlace;
import dev.rota.authentication.TokenUse;
import dev.rota.limit.Turnstile;
import dev.rota.token.OpaqueToken.Kind;
import java.util.List;
import java.util.Set;

/** Which credentials count where: the one place in which that is said. */
final class Credentials {
    private final Ground ground;
    private final AuthorizationServer oauth;
    private final Turnstile turnstile;
    private final Strangers strangers;
    private final TokenUse use;

    Credentials(Ground ground, AuthorizationServer oauth, Turnstile turnstile, Strangers strangers) {
        this.ground = ground;
        this.oauth = oauth;
        this.turnstile = turnstile;
        this.strangers = strangers;
        use = new TokenUse(ground.vertx(), ground.database(), ground.keys().peppers());
    }

    /** On the paths of MCP: tokens of every kind, access tokens for the path or for all of the usual tree. */
    BearerCallers ofMcp() {
        return callers(
                TokenPlace.HEADER,
                tokens("mcp", Set.of(Kind.USER, Kind.ORG, Kind.AGENT)),
                Audiences.ownOrTree(ground.publicUrl(), MountedResources.USUAL));
    }

    /** Where WORK-X is: no agents. */
    BearerCallers ofWorkX() {
        return ofWorkX(ground.settings().workX().queryToken() ? TokenPlace.HEADER_OR_QUERY : TokenPlace.HEADER);
    }

    /** The same below a pinned path. */
    BearerCallers ofPinnedWorkX() {
        return ofWorkX(TokenPlace.HEADER);
    }

    private BearerCallers ofWorkX(TokenPlace place) {
        return callers(place, tokens("mcp", Set.of(Kind.USER, Kind.ORG)), Audiences.own(ground.publicUrl()));
    }

    /** On the admin API: people, by what was made for it alone (security M6). */
    BearerCallers ofAdminApi() {
        return callers(TokenPlace.HEADER, tokens("admin", Set.of(Kind.USER)), Audiences.own(ground.publicUrl()));
    }

    private TokenCredentials tokens(String resource, Set<Kind> kinds) {
        return new TokenCredentials(ground.database(), ground.keys().peppers(), resource, use, kinds);
    }

    private BearerCallers callers(TokenPlace place, TokenCredentials tokens, Audiences audiences) {
        return new BearerCallers(
                ground.database(),
                place,
                List.of(tokens, oauth.accessTokens(audiences)),
                ground.events(),
                turnstile,
                strangers);
    }
}
