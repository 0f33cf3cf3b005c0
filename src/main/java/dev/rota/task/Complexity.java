package dev.rota.task;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How hard a task looks, from words in its title and description, and with that how its result is to be validated.
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

    /** Matches where {@code first} is followed anywhere later by {@code then}. Plain search: nothing to backtrack. */
    private record Rule(Grade grade, String first, String then) {
        boolean matches(String text) {
            var at = text.indexOf(first);
            return at >= 0 && text.indexOf(then, at + first.length()) >= 0;
        }
    }

    /** The defaults of Task-Master's router, in its order: the first rule that matches decides. */
    private static final List<Rule> RULES = List.of(
            new Rule(Grade.SIMPLE, "update", "documentation"),
            new Rule(Grade.SIMPLE, "add", "comment"),
            new Rule(Grade.SIMPLE, "fix", "typo"),
            new Rule(Grade.SIMPLE, "rename", "variable"),
            new Rule(Grade.MEDIUM, "implement", "function"),
            new Rule(Grade.MEDIUM, "add", "test"),
            new Rule(Grade.MEDIUM, "refactor", "component"),
            new Rule(Grade.MEDIUM, "optimize", "query"),
            new Rule(Grade.COMPLEX, "design", "architecture"),
            new Rule(Grade.COMPLEX, "implement", "system"),
            new Rule(Grade.COMPLEX, "integrate", "service"),
            new Rule(Grade.COMPLEX, "migrate", "database"),
            new Rule(Grade.CRITICAL, "security", "fix"),
            new Rule(Grade.CRITICAL, "production", "issue"),
            new Rule(Grade.CRITICAL, "data", "recovery"),
            new Rule(Grade.CRITICAL, "performance", "critical"));

    private static final int READ_CHARS = 10_000;

    public static Complexity of(String title, @Nullable String description) {
        var text = title + "\n" + (description == null ? "" : description);
        var read = (text.length() > READ_CHARS ? text.substring(0, READ_CHARS) : text).toLowerCase(Locale.ROOT);
        var grade = RULES.stream()
                .filter(rule -> rule.matches(read))
                .map(Rule::grade)
                .findFirst()
                .orElse(Grade.MEDIUM);
        return new Complexity(grade, grade.score);
    }
}
