package dev.rota.oauth.upstream;

import dev.rota.egress.ExtraAuthorities;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.key.SignaturePool;
import dev.rota.oauth.page.LoginView;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The configured providers. */
public final class Providers {
    private final List<Provider> all;

    /**
     * @param authorities that their certificates may be of; null where those of the Java runtime are enough
     * @param issuer this server, to which they send people back
     */
    public Providers(
            Vertx vertx,
            UpstreamSettings settings,
            @Nullable ExtraAuthorities authorities,
            Issuer issuer,
            SignaturePool pool,
            Clock clock) {
        var redirectUri = issuer.publicUrl() + UpstreamRoutes.CALLBACK;
        var named = settings.providers();
        if (named.isEmpty()) {
            all = List.of();
            return;
        }
        var connections = new ProviderConnections(vertx, authorities);
        all = named.stream()
                .map(one -> new Provider(vertx, connections, one, redirectUri, pool, clock))
                .toList();
    }

    /** For the start and every few seconds after it: looks for metadata and keys that are missing or old. Never fails. */
    public void settle() {
        all.forEach(Provider::settle);
    }

    /** As the login page shows them. */
    public List<LoginView.Provider> buttons() {
        return all.stream()
                .map(one -> new LoginView.Provider(one.name(), one.label()))
                .toList();
    }

    Optional<Provider> find(String name) {
        return all.stream().filter(one -> one.name().equals(name)).findFirst();
    }
}
