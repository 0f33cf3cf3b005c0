package dev.rota.app;

import dev.rota.database.DatabaseRole;
import dev.rota.settings.DatabaseUrl;
import dev.rota.settings.Hosts;
import dev.rota.settings.Mode;
import dev.rota.settings.Secret;
import dev.rota.settings.SettingsReader;
import org.jspecify.annotations.Nullable;

/**
 * Which database, and the passwords of the roles that serve requests. Without a URL the server brings its own.
 *
 * @param url of a server that is somebody else's; null for the embedded one
 * @param api password of {@code rota_api}, and so on for each role; null where nothing is set
 */
public record DatabaseAccess(
        @Nullable DatabaseUrl url,
        @Nullable Secret api,
        @Nullable Secret auth,
        @Nullable Secret worker,
        @Nullable Secret audit) {
    private static final String URL = "rota.database.url";
    private static final String PASSWORD = "rota.database.password";

    static DatabaseAccess read(SettingsReader from) {
        var url = from.parsed(URL, DatabaseUrl.FORM, DatabaseUrl::parse);
        var all = from.secret(PASSWORD);
        return new DatabaseAccess(
                url,
                password(from, "api", all),
                password(from, "auth", all),
                password(from, "worker", all),
                password(from, "audit", all));
    }

    private static @Nullable Secret password(SettingsReader from, String role, @Nullable Secret otherwise) {
        var own = from.secret(key(role));
        return own != null ? own : otherwise;
    }

    private static String key(String role) {
        return "rota.database." + role + ".password";
    }

    /** The password of one role; null where nothing is set. */
    @Nullable
    Secret password(DatabaseRole role) {
        return switch (role) {
            case API -> api;
            case AUTH -> auth;
            case WORKER -> worker;
            case AUDIT -> audit;
        };
    }

    /** Notes what production mode does not forgive. */
    void check(SettingsReader from, Mode mode) {
        if (mode != Mode.PRODUCTION || url == null) {
            return;
        }
        require(from, "api", api);
        require(from, "auth", auth);
        require(from, "worker", worker);
        require(from, "audit", audit);
        var sslMode = url.sslMode();
        if (sslMode != null && !sslMode.equals("verify-full") && !Hosts.isLoopback(url.host())) { // security S4
            from.problem(
                    URL,
                    URL + " has sslmode=" + sslMode + ", which production mode allows on loopback only:"
                            + " use verify-full");
        }
    }

    /** How the connection is secured, as libpq spells it: the URL's word, or what {@code mode} asks for. */
    public String sslMode(Mode mode) {
        if (url != null && url.sslMode() != null) {
            return url.sslMode();
        }
        boolean near = url == null || Hosts.isLoopback(url.host());
        return mode == Mode.PRODUCTION && !near ? "verify-full" : "prefer";
    }

    private static void require(SettingsReader from, String role, @Nullable Secret password) {
        if (password == null) {
            from.problem(
                    key(role),
                    key(role) + " is needed in production mode, or " + PASSWORD + " for all roles of the database");
        }
    }
}
