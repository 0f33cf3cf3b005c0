package dev.rota.app;

import dev.rota.attempt.AttemptSettings;
import dev.rota.audit.chain.AuditSettings;
import dev.rota.background.BackgroundSettings;
import dev.rota.cluster.ClusterSettings;
import dev.rota.database.DatabaseSettings;
import dev.rota.dialect.workx.WorkXSettings;
import dev.rota.egress.EgressSettings;
import dev.rota.http.HttpSettings;
import dev.rota.limit.LimitSettings;
import dev.rota.logging.LoggingSettings;
import dev.rota.model.ModelSettings;
import dev.rota.oauth.EndpointSettings;
import dev.rota.oauth.client.ClientSettings;
import dev.rota.oauth.external.ExternalSettings;
import dev.rota.oauth.upstream.UpstreamSettings;
import dev.rota.settings.Mode;
import dev.rota.settings.SettingsReader;
import dev.rota.token.LeakReportSettings;
import dev.rota.trace.TraceSettings;
import dev.rota.transfer.TransferSettings;
import java.util.function.BiFunction;

/** Every setting of the process, one component for each feature. */
public record Settings(
        ServerSettings server,
        ClusterSettings cluster,
        DatabaseAccess databaseAccess,
        DatabaseSettings database,
        SecretSettings secrets,
        HttpSettings http,
        LimitSettings limits,
        AttemptSettings attempts,
        TransferSettings transfers,
        BackgroundSettings background,
        AuditSettings audit,
        ClientSettings clients,
        EgressSettings egress,
        ExternalSettings external,
        UpstreamSettings upstream,
        EndpointSettings endpoints,
        WorkXSettings workX,
        LeakReportSettings leakReports,
        ModelSettings models,
        LoggingSettings logging,
        TraceSettings tracing,
        ApiSettings api) {

    /** Reads everything. What is wrong is noted in {@code from}: see {@link SettingsReader#finish}. */
    public static Settings read(SettingsReader from) {
        return read(from, SecretSettings::read);
    }

    /** The same for migrations, which need none of the keys: whoever may change the schema does not have to know them. */
    public static Settings readForMigrations(SettingsReader from) {
        return read(from, (reader, mode) -> SecretSettings.read(reader, Mode.DEVELOPMENT));
    }

    private static Settings read(SettingsReader from, BiFunction<SettingsReader, Mode, SecretSettings> secrets) {
        var access = DatabaseAccess.read(from);
        var server = ServerSettings.read(from, access.url() == null ? Mode.DEVELOPMENT : Mode.PRODUCTION);
        access.check(from, server.mode());
        var settings = new Settings(
                server,
                ClusterSettings.read(from),
                access,
                DatabaseSettings.read(from),
                secrets.apply(from, server.mode()),
                HttpSettings.read(from, server.mode()),
                LimitSettings.read(from),
                AttemptSettings.read(from),
                TransferSettings.read(from),
                BackgroundSettings.read(from),
                AuditSettings.read(from, server.mode(), server.dataDir()),
                ClientSettings.read(from),
                EgressSettings.read(from),
                ExternalSettings.read(from, server.mode()),
                UpstreamSettings.read(from, server.mode()),
                EndpointSettings.read(from),
                WorkXSettings.read(from),
                LeakReportSettings.read(from),
                ModelSettings.read(from),
                LoggingSettings.read(from),
                TraceSettings.read(from),
                ApiSettings.read(from));
        settings.upstream.check(from, settings.external);
        return settings;
    }

    /** For the demo, which load tests and checks are run against: what one address may ask for is a hundred times as much. */
    Settings forDemo() {
        return new Settings(
                server,
                cluster,
                databaseAccess,
                database,
                secrets,
                http,
                limits.forDemo(),
                attempts,
                transfers,
                background,
                audit,
                clients.forDemo(),
                egress,
                external,
                upstream,
                endpoints.forDemo(),
                workX,
                leakReports,
                models,
                logging,
                tracing,
                api);
    }
}
