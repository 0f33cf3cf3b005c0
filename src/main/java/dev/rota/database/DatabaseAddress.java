package dev.rota.database;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is and how each role logs in.
 *
 * @param sslMode {@code disable}, {@code prefer}, {@code require}, {@code verify-ca} or {@code verify-full}, as libpq spells
 *     it
 * @param sslRootCert path of a PEM file with the certificate authority; null for the JDK's own
 */
public record DatabaseAddress(
        String host,
        int port,
        String database,
        String sslMode,
        @Nullable String sslRootCert,
        Map<DatabaseRole, String> passwords) {
    public DatabaseAddress {
        passwords = Map.copyOf(passwords);
    }

    /**
     * For connections that reads share. A statement that enters by itself has no {@code BEGIN} that could say so: nothing is
     * written; plans are made once, for any values; and rows are read in the order of an index, for a page of them. A general
     * plan would rather collect and sort all: it takes each filter that may be given for one that is, and expects next to no rows.
     */
    PgConnectOptions reading(int pipelining) {
        var options = connect(DatabaseRole.API, pipelining);
        options.addProperty("default_transaction_read_only", "on");
        options.addProperty("plan_cache_mode", "force_generic_plan");
        options.addProperty("enable_bitmapscan", "off");
        return options;
    }

    PgConnectOptions connect(DatabaseRole role, int pipelining) {
        var options = new PgConnectOptions()
                .setHost(host)
                .setPort(port)
                .setDatabase(database)
                .setUser(role.login())
                .setPassword(passwords.getOrDefault(role, ""))
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512) // a read may be asked alone by each entry, and beside others
                .setPipeliningLimit(pipelining)
                .setPreparedStatementCacheSqlLimit(64 * 1024) // the default forgets statements over 2,048 characters
                .setSslMode(SslMode.of(sslMode))
                .setTracingPolicy(TracingPolicy.IGNORE); // many requests share a connection, and none owns it
        options.addProperty("application_name", "rota-" + role.wire());
        if (!sslMode.equals("disable")) {
            var tls = new ClientSSLOptions()
                    .setHostnameVerificationAlgorithm(sslMode.equals("verify-full") ? "HTTPS" : "");
            if (sslRootCert != null) {
                tls.setTrustOptions(new PemTrustOptions().addCertPath(sslRootCert));
            } else if (!sslMode.startsWith("verify")) {
                tls.setTrustAll(true); // encrypted, not authenticated: libpq's meaning of these modes
            }
            options.setSslOptions(tls);
        }
        return options;
    }

    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }
}
