package dev.rota.dialect.laws;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.dialect.laws.Tongue.Call;
import dev.rota.dialect.laws.Tongue.Names;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Somebody with one credential who speaks one tongue.
 *
 * @param said how many calls were made, of all speakers
 */
record Speaker(TestServer server, Tongue tongue, OpaqueToken token, AtomicInteger said) {
    /** What a well-meant call may be refused with while others work on the same tasks. */
    private static final Set<String> REFUSALS = Set.of(
            "invalid_transition",
            "already_claimed",
            "version_conflict",
            "blocked",
            "lease_lost",
            "limit_exceeded",
            "gate_failed",
            "not_found",
            "cycle");

    /** What came of a call: the answer, or why it was refused. */
    record Outcome(boolean done, JsonObject answer) {}

    @CanIgnoreReturnValue
    Outcome say(Call call) {
        said.incrementAndGet();
        var answer = server.mcp(
                tongue.path(),
                token,
                "tools/call",
                new JsonObject().put("name", call.tool()).put("arguments", call.arguments()));
        return outcome(call, answer);
    }

    @CanIgnoreReturnValue
    Outcome say(String sentence, Map<String, String> values) {
        return say(Tongue.call(sentence, values));
    }

    /** A call that must succeed. */
    JsonObject must(String sentence, Map<String, String> values) {
        var outcome = say(sentence, values);
        if (!outcome.done()) {
            throw new AssertionError(sentence + " " + values + ": " + outcome.answer());
        }
        return outcome.answer();
    }

    /** The task as this tongue shows it. */
    JsonObject read(Names names) {
        return Tongue.task(must(tongue.read(), Map.of("KEY", names.key(), "NUMBER", names.number())), names);
    }

    private static Outcome outcome(Call call, Answer answer) {
        var result = answer.status() == 200 ? answer.json().getJsonObject("result") : null;
        if (result == null || result.getJsonObject("structuredContent") == null) {
            throw new AssertionError(call + ": " + answer);
        }
        var structured = result.getJsonObject("structuredContent");
        if (!result.getBoolean("isError", false)) {
            return new Outcome(true, structured);
        }
        var error = structured.getJsonObject("error");
        if (error == null || !REFUSALS.contains(error.getString("code"))) {
            throw new AssertionError(call + ": " + answer.body());
        }
        return new Outcome(false, error);
    }
}
