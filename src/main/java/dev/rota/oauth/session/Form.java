package dev.rota.oauth.session;

import dev.rota.failure.Failure;
import java.util.List;
import java.util.Map;

/** What somebody filled in. */
public final class Form {
    /** The field of {@link FormTokens}. */
    public static final String TOKEN = "csrf";

    private final Map<String, List<String>> fields;

    /** Fails with {@code InvalidInput} for U+0000, which is no text. */
    public Form(Map<String, List<String>> fields) {
        if (fields.values().stream().flatMap(List::stream).anyMatch(value -> value.indexOf('\0') >= 0)) {
            throw new Failure.InvalidInput("", "A field holds U+0000").asException();
        }
        this.fields = fields;
    }

    /** The field's only value; empty text where it is absent or given more than once. */
    public String one(String name) {
        var values = all(name);
        return values.size() == 1 ? values.get(0) : "";
    }

    public List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }
}
