package dev.rota.audit.chain;

import dev.rota.objectstore.BucketSettings;
import dev.rota.settings.Mode;
import dev.rota.settings.SettingsReader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where signed digests go beside the database.
 *
 * @param digestDir where this node keeps its copies of them, and the public key they are verified with
 * @param bucket of an object store that gets them instead; null for none
 */
public record AuditSettings(Path digestDir, @Nullable BucketSettings bucket) {
    /** @param dataDir that of the process; the digests are in its {@code audit} unless a setting says otherwise */
    public static AuditSettings read(SettingsReader from, Mode mode, Path dataDir) {
        return new AuditSettings(
                from.path("rota.audit.digest-dir", dataDir.resolve("audit")),
                BucketSettings.read(from, mode, "rota.audit.s3"));
    }

    /**
     * Whether this node keeps copies of its own. Where a bucket gets every digest it keeps none: a node whose disk does not
     * last would copy each organization's whole history again.
     */
    boolean keepsFiles() {
        return bucket == null;
    }
}
