package dev.rota.oauth.client;

import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.failure.Failure;
import dev.rota.identity.RandomText;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The clients there are. */
public final class Clients {
    /** Dynamic clients that nobody has used yet, of all nodes (security A19). */
    static final int MOST_UNUSED = 5_000;

    private static final String PREFIX = "cli_";
    private static final Pattern ID = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{22}");
    private static final Duration FULL = Duration.ofMinutes(10);

    private final Database database;
    private final Peppers peppers;
    private final ClientQueries queries = new ClientQueries();

    public Clients(Database database, Peppers peppers) {
        this.database = database;
        this.peppers = peppers;
    }

    /**
     * A client that was just made.
     *
     * @param secret to be shown once; null where it authenticates without one
     */
    public record Registered(Client client, @Nullable OpaqueToken secret) {}

    /**
     * The stored client of that id; empty when there is none. Ids that cannot be ours cost no database call, those that are
     * URLs included: see {@link ClientDocuments}.
     */
    public Future<Optional<Client>> find(String id) {
        return ID.matcher(id).matches()
                ? database.inIdentity(tx -> queries.find(tx, id))
                : Future.succeededFuture(Optional.empty());
    }

    /** Makes a client of the operator's. */
    public Future<Registered> add(IdentityTx tx, Registration wanted) {
        return add(tx, Client.Kind.REGISTERED, wanted);
    }

    /**
     * Makes a client that has registered itself, after those that lapsed are forgotten: unused for a day, or not used for
     * 90. Fails with {@code RateLimited} while too many are unused.
     */
    public Future<Registered> addDynamic(IdentityTx tx, Registration wanted) {
        return queries.tidy(tx).compose(unused -> {
            if (unused >= MOST_UNUSED) {
                throw new Failure.RateLimited(FULL).asException();
            }
            return add(tx, Client.Kind.DYNAMIC, wanted);
        });
    }

    /**
     * Notes that something is being granted to the client or by its grant, which keeps it from being forgotten. Not for
     * what anybody can cause without signing in. Nothing to note for a client that is not stored.
     */
    public void used(IdentityTx tx, Client client) {
        if (client.kind() != Client.Kind.METADATA) {
            tx.last(queries.used(tx, client.id()));
        }
    }

    /** Whether a person has granted the client something, be it over by now. */
    Future<Boolean> isGranted(String id) {
        return database.inIdentity(tx -> queries.isGranted(tx, id));
    }

    /** Whether an assertion is the first of that id from that client; it is remembered until it expires. */
    Future<Boolean> isFirst(ClientAssertion assertion) {
        return database.inIdentity(
                tx -> queries.remember(tx, assertion.client(), assertion.id(), assertion.expiresAt()));
    }

    private Future<Registered> add(IdentityTx tx, Client.Kind kind, Registration wanted) {
        var secret = wanted.authentication().hasSecret() ? OpaqueToken.random(OpaqueToken.Kind.SECRET) : null;
        var client = new Client(
                PREFIX + RandomText.of(16),
                kind,
                wanted.name(),
                wanted.redirectUris(),
                wanted.grantTypes(),
                wanted.authentication(),
                secret == null ? null : peppers.hash(secret),
                wanted.keys(),
                null);
        return queries.add(tx, client).map(added -> new Registered(client, secret));
    }
}
