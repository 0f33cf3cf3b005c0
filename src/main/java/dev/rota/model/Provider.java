package dev.rota.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which interface a server of models speaks. */
public enum Provider {
    /** {@code /api/chat}: the organization's own machine, which sends no bill. */
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

    /** Whether a request whose outcome nobody knows may be sent again: it costs time, and nothing else. */
    public boolean sendsNoBill() {
        return this == OLLAMA;
    }
}
