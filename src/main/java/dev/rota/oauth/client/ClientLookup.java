package dev.rota.oauth.client;

import io.vertx.core.Future;
import java.util.Optional;

/** Finds who asks, once it is known who is asked. */
@FunctionalInterface
public interface ClientLookup {
    /**
     * The client of that id; empty when there is none. May fetch its metadata document on the person's account.
     *
     * @param user who has signed in
     */
    Future<Optional<Client>> find(String clientId, long user);
}
