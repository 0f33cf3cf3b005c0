package dev.rota.dialect.mcptasks;

import org.jspecify.annotations.Nullable;

/**
 * {@code assignee_type} and {@code executor_type}: a person, or an agent by what runs it. {@code ollama}, {@code claude} and
 * {@code anthropic_api} are providers that its document knows; others pass through (catalogue section 9).
 *
 * @param type {@code human} or {@code agent}
 * @param provider null where nothing is known of it
 */
record ExecutorType(String type, @Nullable String provider) {
    private static final String HUMAN = "human";
    private static final String AGENT = "agent";

    /** What a word means. */
    static ExecutorType of(String word) {
        return switch (word) {
            case HUMAN, AGENT -> new ExecutorType(word, null);
            default -> new ExecutorType(AGENT, word);
        };
    }

    /** The word for it. */
    String word() {
        return type.equals(HUMAN) || provider == null ? type : provider;
    }
}
