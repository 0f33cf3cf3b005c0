package dev.rota.oauth.authorize;

import dev.rota.database.IdentityTx;
import dev.rota.identity.RandomText;
import dev.rota.identity.Scope;
import dev.rota.oauth.Lifetimes;
import dev.rota.oauth.authorize.AuthorizationRequest.Device;
import dev.rota.oauth.authorize.AuthorizationRequest.Prompt;
import dev.rota.oauth.authorize.AuthorizationRequest.Redirect;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Requests that wait for a decision, each for {@link Lifetimes#AUTHORIZATION_REQUEST} (security H8). */
public final class AuthorizationRequests {
    private static final String PREFIX = "arq_";
    private static final Pattern ID = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");
    private static final String TIDY = "DELETE FROM authorization_request WHERE expires_at < now()";
    private static final String ADD =
            """
            INSERT INTO authorization_request (public_id, client_id, redirect_uri, redirect_uri_named, state, code_challenge,
                   resource, scopes, prompt, login_hint, device_code_id, user_id, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now() + $13 * interval '1 second')
            """;

    private static final String FIND =
            """
            SELECT r.client_id, r.redirect_uri, r.redirect_uri_named, r.state, r.code_challenge, r.resource, r.scopes,
                   r.prompt, r.login_hint, r.device_code_id, r.user_id, d.user_code
              FROM authorization_request r LEFT JOIN device_code d ON d.id = r.device_code_id
             WHERE r.public_id = $1 AND r.decided_at IS NULL AND r.expires_at > now()
            """;

    private static final String CAME_AFTER =
            "SELECT created_at > $2 AS later FROM authorization_request WHERE public_id = $1";

    private static final String DECIDE =
            """
            UPDATE authorization_request SET decided_at = now()
             WHERE public_id = $1 AND decided_at IS NULL AND expires_at > now()
            """;

    /** Keeps a request; the id by which the browser will name it. */
    public Future<String> add(IdentityTx tx, AuthorizationRequest request) {
        var id = PREFIX + RandomText.of(32);
        var redirect = request.redirect();
        var device = request.device();
        tx.last(tx.count(TIDY));
        return tx.count(
                        ADD,
                        id,
                        request.clientId(),
                        redirect == null ? null : redirect.uri(),
                        redirect != null && redirect.named(),
                        redirect == null ? null : redirect.state(),
                        redirect == null ? null : redirect.challenge(),
                        request.resource(),
                        Scope.names(request.scopes()),
                        request.prompts().stream()
                                .sorted()
                                .map(AuthorizationRequests::wire)
                                .toArray(String[]::new),
                        request.loginHint(),
                        device == null ? null : device.key(),
                        device == null ? null : device.user(),
                        Lifetimes.AUTHORIZATION_REQUEST.toSeconds())
                .map(added -> id);
    }

    /** Whether it could be the id of a request. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** The request of that id that waits; empty once it is decided or over, and for what is no id. */
    public Future<Optional<AuthorizationRequest>> find(IdentityTx tx, String id) {
        return isId(id) ? tx.first(FIND, AuthorizationRequests::request, id) : Future.succeededFuture(Optional.empty());
    }

    /** Whether it came after {@code time}: then a sign-in of that time is not the one that its prompt asks for. */
    public Future<Boolean> cameAfter(IdentityTx tx, String id, OffsetDateTime time) {
        return tx.first(CAME_AFTER, row -> row.getBoolean("later"), id, time).map(later -> later.orElse(true));
    }

    /** Takes the one decision there is on a request: false where it was taken, or its time is over (security A15). */
    public Future<Boolean> decide(IdentityTx tx, String id) {
        return tx.count(DECIDE, id).map(decided -> decided == 1);
    }

    private static AuthorizationRequest request(Row row) {
        return new AuthorizationRequest(
                row.getString("client_id"),
                redirect(row),
                device(row),
                row.getString("resource"),
                Scope.named(row.getArrayOfStrings("scopes")),
                prompts(row.getArrayOfStrings("prompt")),
                row.getString("login_hint"));
    }

    private static @Nullable Redirect redirect(Row row) {
        var uri = row.getString("redirect_uri");
        return uri == null
                ? null
                : new Redirect(
                        uri,
                        row.getBoolean("redirect_uri_named"),
                        row.getString("state"),
                        row.getString("code_challenge"));
    }

    private static @Nullable Device device(Row row) {
        var key = row.getLong("device_code_id");
        return key == null ? null : new Device(key, row.getString("user_code"), row.getLong("user_id"));
    }

    private static Set<Prompt> prompts(String[] names) {
        return Arrays.stream(names)
                .map(name -> Prompt.valueOf(name.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
    }

    private static String wire(Prompt prompt) {
        return prompt.name().toLowerCase(Locale.ROOT);
    }
}
