package dev.rota.model.rest;

import dev.rota.model.Provider;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is taken and told of model endpoints. */
final class ModelShapes {
    private static final Shape NAME =
            Shape.form("[a-z0-9][a-z0-9._-]{0,62}", 63, "1 to 63 small letters, digits, dots, hyphens or underscores");
    private static final Shape BASE_URL = Shape.form(
            "https?://[A-Za-z0-9.:\\[\\]-]{1,255}(/[A-Za-z0-9._~/-]{0,200})?",
            500,
            "a URL of http or https without user or query");
    private static final Shape MODELS = Shape.some(Shape.line(200), 50);
    private static final Shape PROVIDER = Shape.choice(Provider.wires());
    private static final Shape USD = Shape.amount(999_999);

    private static final List<Member> TERMS = List.of(
            Member.optional("price_input_usd", USD).described("For a million tokens of a request; 0 unless said"),
            Member.optional("price_output_usd", USD).described("For a million tokens of an answer; 0 unless said"),
            Member.optional("concurrency", Shape.whole(1, 100)).described("Executions at a time; 2 unless said"),
            Member.optional("timeout_seconds", Shape.whole(1, 3_600)).described("For a whole answer; 300 unless said"),
            Member.optional("max_output_tokens", Shape.whole(1, 1_000_000))
                    .described("Of an answer; 4096 unless said"));

    static final Shape NEW = object(
            TERMS,
            Member.required("name", NAME),
            Member.required("provider", PROVIDER),
            Member.required("base_url", BASE_URL)
                    .described(
                            "Ollama: http://host:11434; Anthropic: https://api.anthropic.com; OpenAI-compatible: with"
                                    + " the /v1. http, and addresses that are not public, only where the operator allows them"),
            Member.required("models", MODELS).described("Names as the server knows them; the first is the usual one"),
            Member.optional("secret", Shape.line(4_096)).described("Sealed, and never told again"),
            Member.optional("usd_per_day", USD).described("Budget of a day (UTC); none unless said"),
            Member.optional("usd_per_month", USD).described("Budget of a calendar month; none unless said"));

    static final Shape CHANGE = object(
            TERMS,
            Member.optional("base_url", BASE_URL).described("Another one takes the secret again, or null"),
            Member.optional("models", MODELS),
            Member.optional("secret", Shape.removable(Shape.line(4_096))),
            Member.optional("usd_per_day", Shape.removable(USD)),
            Member.optional("usd_per_month", Shape.removable(USD)));

    static final Shape ENDPOINT = object(
            TERMS,
            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
            Member.required("name", NAME),
            Member.required("provider", PROVIDER),
            Member.required("base_url", Shape.line(2_048)),
            Member.required("models", MODELS),
            Member.required("has_secret", Shape.flag()),
            Member.optional("usd_per_day", USD),
            Member.optional("usd_per_month", USD),
            Member.required("version", Shape.whole(1, Integer.MAX_VALUE)),
            Member.required("created_at", Shape.time()));

    static final Shape HEALTH = Shape.object(
            Member.required("ok", Shape.flag()),
            Member.optional("error", Shape.line(100)).described("Why it is not"),
            Member.optional("models", Shape.list(Shape.line(200), 1_000)).described("That the server has"),
            Member.optional("missing", Shape.list(Shape.line(200), 50)).described("Of the endpoint's, at the server"),
            Member.required("duration_ms", Shape.whole(0, Integer.MAX_VALUE)));

    private ModelShapes() {}

    private static Shape object(List<Member> shared, Member... own) {
        var all = new ArrayList<>(Arrays.asList(own));
        all.addAll(shared);
        return Shape.object(all.toArray(Member[]::new));
    }
}
