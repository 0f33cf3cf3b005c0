package dev.rota.connector.tool;

import dev.rota.identity.Caller;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code search} calls a document and {@code fetch} finds it by: its key, behind the organization's slug where the
 * caller reaches several ({@code acme/DEV-123}).
 *
 * @param organization slug or id; null where none is named
 * @param reference of a task: key, id or uuid; of a requirement: key
 */
record DocumentId(@Nullable String organization, String reference) {
    private static final Pattern REQUIREMENT = Pattern.compile("(?i)[A-Z0-9]{2,10}-R[1-9][0-9]{0,17}");

    static DocumentId parse(String text) {
        var slash = text.indexOf('/');
        return slash < 0
                ? new DocumentId(null, text.strip())
                : new DocumentId(
                        text.substring(0, slash), text.substring(slash + 1).strip());
    }

    static DocumentId of(Caller caller, String organization, String key) {
        return new DocumentId(caller.spansOrganizations() ? organization : null, key);
    }

    boolean isRequirement() {
        return REQUIREMENT.matcher(reference).matches();
    }

    /** The caller where the document is; fails with {@code not_found} for an organization out of reach. */
    Caller narrow(Caller caller) {
        return organization == null ? caller : caller.within(organization);
    }

    String text() {
        return organization == null ? reference : organization + "/" + reference;
    }

    /** Where a person reads it. */
    static String url(URI publicUrl, String organization, String kind, String key) {
        return publicUrl + "/console/organizations/" + organization + "/" + kind + "s/" + key;
    }
}
