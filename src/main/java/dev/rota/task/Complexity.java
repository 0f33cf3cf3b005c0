package dev.rota.task;

import java.util.Locale;

/**
 * How hard a task looks, from words in its title and description ({@link ComplexityRules}), and with that how its result is
 * to be validated.
 *
 * @param score 1 to 10
 */
public record Complexity(Grade grade, int score) {
    /** From what can be done without thinking to what a person must decide. */
    public enum Grade {
        SIMPLE("basic", 2),
        MEDIUM("tests", 5),
        COMPLEX("peer_review", 7),
        CRITICAL("human", 9);

        private final String validation;
        private final int score;

        Grade(String validation, int score) {
            this.validation = validation;
            this.score = score;
        }

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What must confirm a result of this grade. */
        public String validation() {
            return validation;
        }

        public static Grade of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }
    }

    static Complexity of(Grade grade) {
        return new Complexity(grade, grade.score);
    }
}
