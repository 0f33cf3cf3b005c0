package dev.rota.organization.rest;

import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import java.util.List;

/** What an organization may decide for itself (design section 3, {@code PATCH O}), with its bounds. */
public final class PolicyShape {
    private static final Shape FLAG = Shape.removable(Shape.flag());
    private static final Shape USD = Shape.removable(Shape.amount(999_999));
    private static final Shape RULES = Shape.removable(Shape.list(Shape.line(200), 20));

    private PolicyShape() {}

    /** @param dialects names of those that are served */
    static Shape of(List<String> dialects) {
        return with(Shape.object(
                dialects.stream().map(name -> Member.optional(name, FLAG)).toArray(Member[]::new)));
    }

    /** As another deployment may have it, which serves other dialects. */
    public static Shape ofAnyDialects() {
        return with(Shape.map(FLAG, 20));
    }

    private static Shape with(Shape dialects) {
        return Shape.object(
                Member.optional("dialects", Shape.removable(dialects))
                        .described("Which dialects are served; each is unless it is switched off"),
                Member.optional("mcp_create", FLAG).described("Whether personal tokens count"),
                Member.optional("query_tokens", FLAG)
                        .described("Whether a token in the URL counts, on the paths that take one there"),
                Member.optional("review_required", FLAG)
                        .described("Whether what agents have done waits for a review, in every project"),
                Member.optional("require_version", FLAG)
                        .described("Whether changing a task needs the version that was read"),
                Member.optional("max_response_tokens", whole(500, 20_000))
                        .described("Estimated tokens of one answer of a tool"),
                Member.optional("max_token_days", whole(1, 366)).described("For how long a new token may count"),
                Member.optional("max_claims", whole(1, 100)).described("Tasks that one caller may work on at a time"),
                Member.optional("calls_per_minute", whole(30, 10_000_000))
                        .described("Of one credential; a change counts twice"),
                Member.optional("model_usd_per_day", USD)
                        .described(
                                "What all tasks that models do on one day (UTC) may cost, beside each model's own budget"),
                Member.optional("model_usd_per_month", USD).described("The same of a calendar month"),
                Member.optional("complexity_rules", Shape.removable(rules()))
                        .described("Regular expressions that tell how complex a task is, by class"));
    }

    private static Shape whole(long least, long most) {
        return Shape.removable(Shape.whole(least, most));
    }

    private static Shape rules() {
        return Shape.object(
                Member.optional("simple", RULES),
                Member.optional("medium", RULES),
                Member.optional("complex", RULES),
                Member.optional("critical", RULES));
    }
}
