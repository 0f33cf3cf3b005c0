package dev.rota.task;

import com.google.re2j.Pattern;
import dev.rota.organization.RulePatterns;
import dev.rota.task.Complexity.Grade;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an organization calls simple, medium, complex and critical. Grades are asked in this order, as Task-Master's router
 * does; the first rule that matches decides, and what none matches is medium.
 */
final class ComplexityRules {
    /** Enough for what tells how hard a task is; what follows of a long description is evidence and detail. */
    private static final int READ_CHARS = 10_000;

    /** The same for patterns of an organization's own: with {@link RulePatterns#MOST_STEPS}, the bound of the work. */
    private static final int READ_CHARS_BY_PATTERN = 2_000;

    /** The defaults of Task-Master's router: {@code first.*then}, as a plain search that cannot backtrack. */
    private static final Map<Grade, List<Predicate<String>>> DEFAULTS = Map.of(
            Grade.SIMPLE,
            List.of(
                    then("update", "documentation"),
                    then("add", "comment"),
                    then("fix", "typo"),
                    then("rename", "variable")),
            Grade.MEDIUM,
            List.of(
                    then("implement", "function"),
                    then("add", "test"),
                    then("refactor", "component"),
                    then("optimize", "query")),
            Grade.COMPLEX,
            List.of(
                    then("design", "architecture"),
                    then("implement", "system"),
                    then("integrate", "service"),
                    then("migrate", "database")),
            Grade.CRITICAL,
            List.of(
                    then("security", "fix"),
                    then("production", "issue"),
                    then("data", "recovery"),
                    then("performance", "critical")));

    private final Map<Grade, List<Predicate<String>>> rules = new EnumMap<>(DEFAULTS);
    private final boolean quick;

    /** @param own patterns by the grade's spelling; a grade that is absent keeps its defaults, one without patterns has none */
    ComplexityRules(Map<String, List<String>> own) {
        own.forEach((grade, patterns) -> rules.put(
                Grade.of(grade),
                RulePatterns.compiled(patterns).stream()
                        .map(ComplexityRules::matching)
                        .toList()));
        quick = own.isEmpty();
    }

    /** Whether asking takes so little that an event loop may do it. */
    boolean isQuick() {
        return quick;
    }

    Complexity of(String title, @Nullable String description) {
        var text = title + "\n" + (description == null ? "" : description);
        var read = text.length() > READ_CHARS ? text.substring(0, READ_CHARS) : text;
        var lower = read.toLowerCase(Locale.ROOT);
        for (var grade : Grade.values()) {
            if (rules.getOrDefault(grade, List.of()).stream().anyMatch(rule -> rule.test(lower))) {
                return Complexity.of(grade);
            }
        }
        return Complexity.of(Grade.MEDIUM);
    }

    private static Predicate<String> matching(Pattern pattern) {
        return text -> pattern.matcher(
                        text.length() > READ_CHARS_BY_PATTERN ? text.substring(0, READ_CHARS_BY_PATTERN) : text)
                .find();
    }

    private static Predicate<String> then(String first, String then) {
        return text -> {
            var at = text.indexOf(first);
            return at >= 0 && text.indexOf(then, at + first.length()) >= 0;
        };
    }
}
