package dev.rota.organization;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.rota.failure.Failure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Patterns in an organization's policy: regular expressions of RE2, which are matched in a time that grows with the text
 * alone, whatever they say. Case does not count, and a dot matches line ends too.
 */
public final class RulePatterns {
    /** Of all patterns of a policy together, as RE2 counts its instructions: what one character of a text may cost. */
    public static final int MOST_STEPS = 2_000;

    private static final String RULES = "complexity_rules";

    private RulePatterns() {}

    /** Those that are patterns; what else an older policy holds matches nothing. */
    public static List<Pattern> compiled(List<String> patterns) {
        return patterns.stream()
                .map(RulePatterns::compiled)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Pattern> compiled(String pattern) {
        try {
            return Optional.of(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    /** Fails with {@code validation_failed}, naming what is no pattern, or where all together are too large. */
    static void requireFitting(JsonObject policy) {
        var wrong = new ArrayList<Failure.InvalidInput>();
        var steps = 0;
        var rules = policy.getJsonObject(RULES, new JsonObject());
        for (var grade : rules.fieldNames()) {
            var patterns = rules.getJsonArray(grade, new JsonArray());
            for (var index = 0; index < patterns.size(); index++) {
                var pattern = compiled(patterns.getString(index));
                steps += pattern.map(Pattern::programSize).orElse(0);
                if (pattern.isEmpty()) {
                    wrong.add(refused("/" + grade + "/" + index, "must be a regular expression of RE2"));
                }
            }
        }
        if (steps > MOST_STEPS) {
            wrong.add(refused("", "are too large together: repeat less, or keep fewer of them"));
        }
        if (!wrong.isEmpty()) {
            throw new Failure.InvalidInput(
                            wrong.get(0).code(),
                            wrong.get(0).field(),
                            wrong.get(0).message(),
                            List.of(),
                            wrong.subList(1, wrong.size()))
                    .asException();
        }
    }

    private static Failure.InvalidInput refused(String where, String why) {
        return new Failure.InvalidInput("/policy/" + RULES + where, why);
    }
}
