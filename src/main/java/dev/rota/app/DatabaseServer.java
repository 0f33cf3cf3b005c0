package dev.rota.app;

import dev.rota.database.DatabaseAddress;
import dev.rota.database.DatabaseRole;
import dev.rota.database.Migrations;
import dev.rota.database.OwnerAccess;
import dev.rota.database.embedded.EmbeddedPostgres;
import dev.rota.database.embedded.EmbeddedPostgresAddress;
import dev.rota.database.embedded.EmbeddedPostgresSettings;
import dev.rota.settings.Mode;
import dev.rota.settings.Secret;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL server behind the process: the one that the settings name, or one that this process brings along and
 * stops again. Blocking: for the start of the process and worker threads.
 */
public final class DatabaseServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseServer.class);
    /** Without it the JDBC driver looks for a file in the user's home, where no authority of the Java runtime is. */
    private static final String RUNTIME_AUTHORITIES = "&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory";

    private final DatabaseAddress address;
    private final @Nullable EmbeddedPostgres embedded;
    private final int applied;
    private final OwnerAccess owner;

    private DatabaseServer(
            DatabaseAddress address, OwnerAccess owner, @Nullable EmbeddedPostgres embedded, int applied) {
        this.address = address;
        this.owner = owner;
        this.embedded = embedded;
        this.applied = applied;
    }

    /** Starts the embedded server and brings it up to date, or takes the named one as it is. */
    static DatabaseServer start(Settings settings, DevelopmentSecrets made) throws SQLException {
        if (settings.databaseAccess().url() != null) {
            return new DatabaseServer(external(settings), externalOwner(settings), null, 0);
        }
        var embedded = EmbeddedPostgres.start(
                EmbeddedPostgresSettings.of(settings.server().dataDir()));
        try {
            var passwords = passwords(settings.databaseAccess(), made);
            var applied = migrate(embedded.address(), passwords);
            LOG.info("the embedded database runs on port {}, {} migrations applied", embedded.port(), applied);
            return new DatabaseServer(
                    local(embedded.address(), passwords), owner(embedded.address()), embedded, applied);
        } catch (SQLException | RuntimeException e) {
            embedded.close();
            throw e;
        }
    }

    /** The database of a server that runs on this data directory, else as {@link #start}: for the short commands. */
    static DatabaseServer startOrFind(Settings settings, DevelopmentSecrets made) throws SQLException {
        var running = settings.databaseAccess().url() == null
                ? EmbeddedPostgres.find(settings.server().dataDir())
                : java.util.Optional.<EmbeddedPostgresAddress>empty();
        return running.isPresent()
                ? new DatabaseServer(
                        local(running.get(), passwords(settings.databaseAccess(), made)), owner(running.get()), null, 0)
                : start(settings, made);
    }

    /**
     * Makes roles, passwords and schema in the database that the settings name, or in the embedded one, which may be in
     * use. Can be repeated.
     *
     * @return how many migrations ran
     */
    public static int migrate(Settings settings) throws SQLException {
        var url = settings.databaseAccess().url();
        if (url == null) {
            return migrateEmbedded(settings);
        }
        var password = url.password();
        return new Migrations(jdbcUrl(settings), url.user(), password == null ? null : password.reveal())
                .run(external(settings).passwords());
    }

    private static int migrateEmbedded(Settings settings) throws SQLException {
        var dataDir = settings.server().dataDir();
        var made = new DevelopmentSecrets(dataDir);
        var running = EmbeddedPostgres.find(dataDir);
        if (running.isPresent()) {
            return migrate(running.get(), passwords(settings.databaseAccess(), made));
        }
        try (var server = start(settings, made)) {
            return server.applied;
        }
    }

    private static int migrate(EmbeddedPostgresAddress at, Map<DatabaseRole, String> passwords) throws SQLException {
        return new Migrations(at.jdbcUrl(EmbeddedPostgres.DATABASE), at.user(), at.password()).run(passwords);
    }

    DatabaseAddress address() {
        return address;
    }

    /** The tables as their owner sees them: with an external database, by its URL's user. */
    OwnerAccess owner() {
        return owner;
    }

    private static OwnerAccess owner(EmbeddedPostgresAddress at) {
        return new OwnerAccess(at.jdbcUrl(EmbeddedPostgres.DATABASE), at.user(), at.password());
    }

    private static OwnerAccess externalOwner(Settings settings) {
        var url = java.util.Objects.requireNonNull(settings.databaseAccess().url());
        var password = url.password();
        return new OwnerAccess(jdbcUrl(settings), url.user(), password == null ? null : password.reveal());
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }

    private static DatabaseAddress local(EmbeddedPostgresAddress at, Map<DatabaseRole, String> passwords) {
        return new DatabaseAddress(at.host(), at.port(), EmbeddedPostgres.DATABASE, "disable", null, passwords);
    }

    private static DatabaseAddress external(Settings settings) {
        var access = settings.databaseAccess();
        var url = java.util.Objects.requireNonNull(access.url());
        var certificate = url.sslRootCertificate();
        var passwords = settings.server().mode() == Mode.PRODUCTION
                ? set(access)
                : passwords(access, new DevelopmentSecrets(settings.server().dataDir()));
        return new DatabaseAddress(
                url.host(),
                url.port(),
                url.database(),
                access.sslMode(settings.server().mode()),
                certificate == null ? null : certificate.toString(),
                passwords);
    }

    private static String jdbcUrl(Settings settings) {
        var url = java.util.Objects.requireNonNull(settings.databaseAccess().url());
        var certificate = url.sslRootCertificate();
        var host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
        return "jdbc:postgresql://" + host + ":" + url.port() + "/" + url.database() + "?sslmode="
                + settings.databaseAccess().sslMode(settings.server().mode())
                + (certificate == null ? RUNTIME_AUTHORITIES : "&sslrootcert=" + certificate);
    }

    private static Map<DatabaseRole, String> passwords(DatabaseAccess access, DevelopmentSecrets made) {
        var passwords = new EnumMap<DatabaseRole, String>(DatabaseRole.class);
        for (var role : DatabaseRole.values()) {
            passwords.put(
                    role,
                    made.orMade(access.password(role), "database-" + role.wire())
                            .reveal());
        }
        return passwords;
    }

    private static Map<DatabaseRole, String> set(DatabaseAccess access) {
        var passwords = new EnumMap<DatabaseRole, String>(DatabaseRole.class);
        for (var role : DatabaseRole.values()) {
            Secret password = access.password(role);
            if (password != null) {
                passwords.put(role, password.reveal());
            }
        }
        return passwords;
    }
}
