package dev.rota.database.embedded;

/**
 * Where an embedded database listens and how its superuser signs in.
 *
 * @param host always a loopback address
 * @param port TCP port
 * @param user name of the superuser
 * @param password of the superuser; a secret, and not part of {@link #toString}
 */
public record EmbeddedPostgresAddress(String host, int port, String user, String password) {
    /** JDBC URL of a database, without credentials. {@code database} is a plain name that needs no escaping. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port;
    }
}
