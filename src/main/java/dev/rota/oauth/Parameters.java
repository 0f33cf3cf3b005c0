package dev.rota.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a request, each with all of its values (RFC 6749 sections 3.1 and 3.2). */
public final class Parameters {
    public static final String CLIENT_ID = "client_id";
    public static final String RESOURCE = "resource";

    /** Those of a request that could not be read. */
    public static final Parameters NONE = new Parameters(Map.of());

    private final Map<String, List<String>> values;

    private Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Fails with {@code invalid_request} where one holds U+0000, which is no text. */
    public static Parameters of(Map<String, List<String>> values) {
        if (values.values().stream().flatMap(List::stream).anyMatch(value -> value.indexOf('\0') >= 0)) {
            throw new OAuthException(OAuth2Error.INVALID_REQUEST, "A parameter holds U+0000");
        }
        return new Parameters(values);
    }

    public Map<String, List<String>> values() {
        return values;
    }

    /** Fails with {@code invalid_request} where one is given more than once, but for the resource, which has its own error. */
    public void requireSingle() {
        for (var entry : values.entrySet()) {
            if (entry.getValue().size() > 1 && !entry.getKey().equals(RESOURCE)) {
                throw new OAuthException(OAuth2Error.INVALID_REQUEST, "A parameter is given more than once");
            }
        }
    }

    /** The only value; null where it is absent, empty or repeated. Empty is absent: RFC 6749 section 3.1. */
    public @Nullable String get(String name) {
        var given = values.getOrDefault(name, List.of());
        return given.size() != 1 || given.get(0).isEmpty() ? null : given.get(0);
    }

    /** Fails with {@code invalid_request} where {@link #get} gives none. */
    public String require(String name) {
        var value = get(name);
        if (value == null) {
            throw new OAuthException(OAuth2Error.INVALID_REQUEST, name + " must be given, once");
        }
        return value;
    }

    /** The resource that is named; null without one. Fails with {@code invalid_target} for several (security A8). */
    public @Nullable String resource() {
        if (values.getOrDefault(RESOURCE, List.of()).size() > 1) {
            throw new OAuthException(OAuth2Error.INVALID_TARGET, "A token is for one resource");
        }
        return get(RESOURCE);
    }
}
