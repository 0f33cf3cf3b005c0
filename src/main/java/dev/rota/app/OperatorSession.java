package dev.rota.app;

import dev.rota.app.operator.AuditPruning;
import dev.rota.app.operator.AuditPruning.PrunedMonth;
import dev.rota.app.operator.Operator;
import dev.rota.app.operator.OperatorClients;
import dev.rota.app.operator.OperatorIdentities;
import dev.rota.app.operator.Resealing;
import dev.rota.app.operator.Resealing.Resealed;
import dev.rota.app.operator.Waiter;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuthEvents;
import dev.rota.audit.chain.ChainVerification;
import dev.rota.audit.chain.Retention;
import dev.rota.audit.chain.Verdict;
import dev.rota.database.Database;
import dev.rota.identity.RequestInfo;
import dev.rota.model.ModelEndpoints;
import dev.rota.oauth.client.RedirectUris;
import dev.rota.oauth.key.KeyStore;
import dev.rota.oauth.key.SigningKey;
import dev.rota.oauth.key.UnknownKeyException;
import dev.rota.organization.Organizations;
import dev.rota.user.Passwords;
import dev.rota.user.Users;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One short command's time with the database: that of a running server where one holds the data directory, else one that
 * is started for it and stopped again. Blocking, for the command line.
 */
public final class OperatorSession implements AutoCloseable {
    private static final long LONGEST_SECONDS = 60;
    private static final long LONGEST_VERIFICATION_SECONDS = 24 * 3_600;

    private static final Waiter PATIENT = new Waiter() {
        @Override
        public <T> T waitFor(Future<T> future) {
            return OperatorSession.waitFor(future, LONGEST_VERIFICATION_SECONDS);
        }
    };

    private final DatabaseServer server;
    private final Vertx vertx;
    private final Database database;
    private final Operator operator;
    private final KeyStore signingKeys;
    private final String client;
    private final OperatorClients clients;
    private final ChainVerification verification;
    private final OperatorIdentities identities;
    private final Retention retention;
    private final Resealing resealing;

    private OperatorSession(DatabaseServer server, Settings settings, Keys keys, String client) {
        this.server = server;
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        database = new Database(vertx, server.address(), settings.database().patient());
        var audit = new AuditLog(vertx, database, keys.auditedValues(), size -> {});
        operator = new Operator(database, audit, new Users(database, new Passwords(vertx)), keys.peppers(), client);
        signingKeys = new KeyStore(database, keys.signingKeys(), new AuthEvents(database));
        verification = new ChainVerification(vertx, database, keys.auditDigests(), settings.audit());
        this.client = client;
        clients = new OperatorClients(
                database,
                audit,
                keys.peppers(),
                new RedirectUris(settings.clients().redirectSchemes()),
                settings.server().publicUrl() + MountedResources.USUAL,
                client);
        identities = new OperatorIdentities(database, audit, client);
        retention = new Retention(vertx, database, audit, keys.auditDigests(), verification);
        resealing = new Resealing(
                database, server.owner(), signingKeys, new ModelEndpoints(keys.modelSecrets()), audit, client);
    }

    /** @param client what the audit says was used, such as {@code rota org create} */
    public static OperatorSession open(Settings settings, String client) throws SQLException {
        var made = new DevelopmentSecrets(settings.server().dataDir());
        var keys = Keys.of(settings.secrets(), made);
        return new OperatorSession(DatabaseServer.startOrFind(settings, made), settings, keys, client);
    }

    /** Waits for {@code work}; its failure is thrown as it is. */
    public <T> T run(Function<Operator, Future<T>> work) {
        return waitFor(work.apply(operator));
    }

    /** Begins the rotation of the signing keys; see {@link KeyStore#rotate}. */
    public SigningKey rotateSigningKeys() {
        var by = RequestInfo.ofCommand(client);
        return waitFor(signingKeys.rotate(by));
    }

    /** The same with OAuth clients. */
    public <T> T runForClients(Function<OperatorClients, Future<T>> work) {
        return waitFor(work.apply(clients));
    }

    /**
     * Verifies an organization's audit log, however long that takes.
     *
     * @param organization slug, or id in digits
     */
    public Verdict verifyAudit(String organization) {
        var id = waitFor(new Organizations(database).named(organization))
                .orElseThrow(() -> new StartException("organization " + organization + " not found"));
        return waitFor(verification.verify(id), LONGEST_VERIFICATION_SECONDS);
    }

    /** Drops months of the audit that are older; see {@link AuditPruning#prune}. */
    public List<PrunedMonth> pruneAudit(int keepMonths) throws SQLException {
        return new AuditPruning(server.owner().partitions(), retention, PATIENT, client).prune(keepMonths);
    }

    /** Seals with the current encryption key what the database keeps sealed; see {@link Resealing#reseal}. */
    public Resealed reseal() throws SQLException {
        try {
            return resealing.reseal(PATIENT);
        } catch (UnknownKeyException e) {
            throw new StartException(String.valueOf(e.getMessage()));
        }
    }

    /** The same with users of external authorization servers. */
    public <T> T runForIdentities(Function<OperatorIdentities, Future<T>> work) {
        return waitFor(work.apply(identities));
    }

    private static <T> T waitFor(Future<T> work) {
        return waitFor(work, LONGEST_SECONDS);
    }

    private static <T> T waitFor(Future<T> work, long seconds) {
        try {
            return work.await(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StartException("the database gave no answer within " + seconds + " s");
        }
    }

    @Override
    public void close() {
        try {
            database.close().await(LONGEST_SECONDS, TimeUnit.SECONDS);
            vertx.close().await(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StartException("the command's work is done, but its connections do not close");
        } finally {
            server.close();
        }
    }
}
