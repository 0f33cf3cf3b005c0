package dev.rota.authentication;

import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import dev.rota.rest.Callers;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Callers of the admin API: people, by an access token for it or a personal token of its own (security M6). */
public final class AdminCallers implements Callers {
    private final BearerCallers people;
    private final String path;

    /**
     * @param people that admin credentials speak for
     * @param path of the API as a resource, such as {@code /api/v1}
     */
    public AdminCallers(BearerCallers people, String path) {
        this.people = people;
        this.path = path;
    }

    @Override
    public <T> Future<T> calling(
            HttpServerRequest http, RequestInfo info, @Nullable String organization, Function<Caller, Future<T>> work) {
        return people.calling(http, new Target(path, organization, null), info, caller -> {
            if (caller.principal().kind() != Principal.Kind.USER) { // a machine client's token, whatever its audience
                throw new Failure.Unauthenticated("wrong_kind", true, null).asException();
            }
            return work.apply(caller);
        });
    }

    @Override
    public boolean showsCredential(HttpServerRequest http) {
        return people.showsCredential(http);
    }
}
