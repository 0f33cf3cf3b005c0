package dev.rota.attempt;

import dev.rota.identity.OrganizationId;
import dev.rota.seal.SealKeys;
import dev.rota.seal.Seals;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * URLs that are themselves the permission to give one artifact its content, because an agent cannot read its client's
 * token. The signature binds organization, artifact, size limit and expiry; that it works once is the row's doing.
 */
public final class UploadUrls {
    /** The largest content, in bytes (catalogue section 8). */
    public static final int MOST_BYTES = 50 * 1024 * 1024;

    private static final String PURPOSE = "artifact upload of at most " + MOST_BYTES + " bytes to ";

    private final Seals seals;
    private final URI publicUrl;

    public UploadUrls(SealKeys keys, URI publicUrl) {
        this.seals = new Seals(keys);
        this.publicUrl = publicUrl;
    }

    /**
     * What a signature permits.
     *
     * @param untilSeconds when it ends, in seconds since the epoch by the database's clock
     */
    public record Permission(OrganizationId organization, long artifact, long untilSeconds) {}

    String url(OrganizationId organization, long artifact, OffsetDateTime until) {
        var signature = seals.seal(PURPOSE + artifact, organization + "." + until.toEpochSecond());
        return publicUrl + "/api/v1/artifacts/" + artifact + "/content?signature=" + signature;
    }

    /** What the signature permits for this artifact; empty when it is not one of ours, or another artifact's. */
    public Optional<Permission> open(long artifact, String signature) {
        return seals.open(PURPOSE + artifact, signature).map(text -> {
            var dot = text.indexOf('.');
            return new Permission(
                    new OrganizationId(Long.parseLong(text.substring(0, dot))),
                    artifact,
                    Long.parseLong(text.substring(dot + 1)));
        });
    }
}
