package dev.rota.settings;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names that the systems Rota carries on gave to some settings. An alias lives only while its key is read. */
final class Aliases {
    private static final Map<String, String> BY_KEY = Map.of(
            "rota.public-url", "BACKEND_URL",
            "rota.external-issuer", "BETTER_AUTH_URL",
            "rota.database.url", "DATABASE_URL",
            "rota.api-url", "ANYTASK_API_URL",
            "rota.api-key", "ANYTASK_API_KEY",
            "rota.project", "ANYTASK_WORKSPACE_ID");

    private Aliases() {}

    static @Nullable String of(String key) {
        return BY_KEY.get(key);
    }
}
