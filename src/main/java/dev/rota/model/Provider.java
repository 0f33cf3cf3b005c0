package dev.rota.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which interface a server of models speaks. */
public enum Provider {
    /** {@code /api/chat}: most often a machine of the organization's own. */
    OLLAMA,
    /** {@code /v1/messages}. */
    ANTHROPIC,
    /** {@code /v1/chat/completions}, as many servers speak it. */
    OPENAI;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static List<String> wires() {
        return Arrays.stream(values()).map(Provider::wire).toList();
    }

    public static Provider of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
