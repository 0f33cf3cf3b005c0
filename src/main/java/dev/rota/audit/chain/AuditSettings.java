package dev.rota.audit.chain;

import dev.rota.settings.SettingsReader;
import java.nio.file.Path;

/** @param digestDir where this node keeps its copies of the signed digests, and the public key they are verified with */
public record AuditSettings(Path digestDir) {
    /** @param dataDir that of the process; the digests are in its {@code audit} unless a setting says otherwise */
    public static AuditSettings read(SettingsReader from, Path dataDir) {
        return new AuditSettings(from.path("rota.audit.digest-dir", dataDir.resolve("audit")));
    }
}
