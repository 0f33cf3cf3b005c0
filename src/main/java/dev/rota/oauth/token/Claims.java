package dev.rota.oauth.token;

import dev.rota.identity.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A token's claims as they were sent. Reading fails with {@code Unauthenticated} where one has another type than it must. */
public record Claims(Map<String, Object> all) {
    public Claims {
        all = Collections.unmodifiableMap(new HashMap<>(all)); // a null is there, and of the wrong type
    }

    public boolean has(String name) {
        return all.containsKey(name);
    }

    /** One that must be there and say something. */
    public String text(String name) {
        return text(name, all.get(name));
    }

    /** The same where it is there; null where not. */
    public @Nullable String optionalText(String name) {
        return has(name) ? text(name) : null;
    }

    /** One text, or a list of at least one (RFC 7519 section 4.1.3). */
    public Set<String> texts(String name) {
        if (all.get(name) instanceof List<?> list && !list.isEmpty()) {
            var texts = new HashSet<String>();
            list.forEach(one -> texts.add(text(name, one)));
            return texts;
        }
        return Set.of(text(name));
    }

    /** {@code iat}, {@code exp} and, where it is there, {@code nbf}. */
    public Lifespan life() {
        return new Lifespan(time("iat"), has("nbf") ? time("nbf") : null, time("exp"));
    }

    /** Seconds since 1970; null where it is absent. */
    public @Nullable Instant optionalTime(String name) {
        return has(name) ? time(name) : null;
    }

    /** As far as this server knows the words. */
    public static Set<Scope> scopes(String text) {
        return Arrays.stream(text.split(" ", -1))
                .flatMap(one -> Scope.parse(one).stream())
                .collect(Collectors.toSet());
    }

    private Instant time(String name) {
        if (all.get(name) instanceof Long seconds && seconds >= 0 && seconds < Integer.MAX_VALUE * 100L) {
            return Instant.ofEpochSecond(seconds);
        }
        throw AccessToken.refused("claim_" + name);
    }

    private static String text(String name, @Nullable Object value) {
        if (value instanceof String text
                && !text.isEmpty()
                && text.chars().noneMatch(Character::isISOControl)
                && StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return text;
        }
        throw AccessToken.refused("claim_" + name);
    }
}
