package dev.rota.user;

import dev.rota.database.Database;
import dev.rota.database.DatabaseRole;
import dev.rota.failure.Failure;
import dev.rota.identity.VisibleText;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.regex.Pattern;

/** Accounts. An address names one person, whatever its case. */
public final class Users {
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,189}");
    private static final String FIND_OR_MAKE = "SELECT rota.enter_user($1, $2) AS id";
    private static final String FIND = "SELECT rota.enter_known_user($1) AS id";
    private static final String SET_PASSWORD =
            """
            INSERT INTO user_credential (user_id, password_hash) VALUES ($1, $2)
            ON CONFLICT (user_id) DO UPDATE SET password_hash = excluded.password_hash, changed_at = now()
            """;

    private final Database database;
    private final Passwords passwords;

    public Users(Database database, Passwords passwords) {
        this.database = database;
        this.passwords = passwords;
    }

    /** The id of that person's account, made if there is none; the name counts only then. */
    public Future<Long> findOrMake(String email, String name) {
        return Future.<Void>succeededFuture()
                .compose(begun -> database.first(
                        DatabaseRole.WORKER, FIND_OR_MAKE, row -> row.getLong("id"), address(email), name(name)))
                .map(id -> id.orElseThrow());
    }

    /** An e-mail address. Fails with {@code validation_failed} where it is none. */
    public static String address(String email) {
        if (!ADDRESS.matcher(email).matches()) {
            throw new Failure.InvalidInput("email", "'email' must be an e-mail address").asException();
        }
        return email;
    }

    /** A person's name as others see it. Fails with {@code validation_failed}. */
    public static String name(String name) {
        var visible = VisibleText.of(name);
        if (visible.isEmpty() || visible.length() > 100) {
            throw new Failure.InvalidInput("name", "name must have 1 to 100 characters").asException();
        }
        return visible;
    }

    /** The id of that person's account; empty when there is none. */
    public Future<Optional<Long>> find(String email) {
        return database.first(DatabaseRole.WORKER, FIND, row -> Optional.<Long>ofNullable(row.getLong("id")), email)
                .map(found -> found.flatMap(id -> id));
    }

    public Future<Void> setPassword(long user, String password) {
        return passwords
                .hash(password)
                .compose(hash -> database.list(DatabaseRole.AUTH, SET_PASSWORD, row -> row, user, hash))
                .mapEmpty();
    }
}
