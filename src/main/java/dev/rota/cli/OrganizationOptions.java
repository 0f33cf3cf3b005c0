package dev.rota.cli;

import dev.rota.cli.remote.AdminClient;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The same for commands that work in one organization. Used as a mixin. */
final class OrganizationOptions extends ApiOptions {
    @Option(names = "--org", paramLabel = "ORG", description = "Slug or id; default: the only one you belong to.")
    private @Nullable String named;

    OrganizationOptions(Map<String, String> environment) {
        super(environment);
    }

    /** Its path in the admin API. */
    String path(AdminClient admin) {
        return "/organizations/" + organization(admin, named);
    }
}
