package dev.rota.quality;

import dev.rota.quality.Gate.Rules;
import dev.rota.quality.Gate.Tolerance;
import dev.rota.task.TaskStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a gate is to be so; null where it stays.
 *
 * @param description empty for none
 * @param statuses before which it stands
 * @param requires what it asks for beside limits
 * @param limits of a check's findings; to name one is to ask for a check
 */
public record WantedGate(
        @Nullable String description, @Nullable List<String> statuses, @Nullable Requires requires, Limits limits) {
    /** What is required is one thing: who names some of it names all. */
    public record Requires(List<String> artifacts, int commits, boolean check) {
        public Requires {
            artifacts = artifacts.stream().distinct().toList();
        }
    }

    /** Limits to set, each: null where it stays, empty where it goes away. */
    public record Limits(@Nullable Limit critical, @Nullable Limit major, @Nullable Limit minor) {
        private boolean setsAny() {
            return sets(critical) || sets(major) || sets(minor);
        }

        private static boolean sets(@Nullable Limit limit) {
            return limit != null && limit.most() != null;
        }
    }

    /** @param most null for any number */
    public record Limit(@Nullable Integer most) {
        private static @Nullable Integer after(@Nullable Limit limit, @Nullable Integer before) {
            return limit == null ? before : limit.most();
        }
    }

    /** As a whole, where nothing was said before: before {@code done}, and no evidence that is not named. */
    Rules rules() {
        return over(new Rules(List.of(TaskStatus.DONE.wire()), List.of(), 0, null));
    }

    Rules over(Rules before) {
        return new Rules(
                statuses == null
                        ? before.statuses()
                        : statuses.stream().distinct().toList(),
                requires == null ? before.artifacts() : requires.artifacts(),
                requires == null ? before.commits() : requires.commits(),
                tolerance(before.check()));
    }

    private @Nullable Tolerance tolerance(@Nullable Tolerance before) {
        var asked = limits.setsAny() || (requires == null ? before != null : requires.check());
        var from = before == null ? Tolerance.ANY : before;
        return asked
                ? new Tolerance(
                        Limit.after(limits.critical(), from.critical()),
                        Limit.after(limits.major(), from.major()),
                        Limit.after(limits.minor(), from.minor()))
                : null;
    }
}
