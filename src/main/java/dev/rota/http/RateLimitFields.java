package dev.rota.http;

import dev.rota.failure.Failure;
import dev.rota.failure.Quota;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The header fields of an answer 429: {@code Retry-After} (RFC 9110 section 10.2.3), and where a budget is spent which one
 * that is (draft-ietf-httpapi-ratelimit-headers-10: {@code RateLimit-Policy}, {@code RateLimit}).
 */
public final class RateLimitFields {
    private RateLimitFields() {}

    /** Name to value, in the order in which they are sent. */
    public static Map<String, String> of(Failure.RateLimited failure) {
        var seconds = FailureToProblem.retryAfter(failure.retryAfter());
        var fields = new LinkedHashMap<String, String>();
        fields.put("Retry-After", seconds);
        var quota = failure.quota();
        if (quota != null) {
            fields.put("RateLimit-Policy", policy(quota));
            fields.put("RateLimit", "\"" + quota.name() + "\";r=" + failure.left() + ";t=" + seconds);
        }
        return fields;
    }

    private static String policy(Quota quota) {
        return "\"" + quota.name() + "\";q=" + quota.calls() + ";w="
                + Math.max(1, quota.window().toSeconds());
    }
}
