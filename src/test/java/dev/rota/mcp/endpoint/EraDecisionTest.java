package dev.rota.mcp.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.json.JsonReader;
import dev.rota.jsonrpc.RequestId;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the decision procedure; in the bodies, M is a modern claim and L is none. */
class EraDecisionTest {
    private static final String CLAIM = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "tools/list M | 2026-07-28 | modern",
                "tools/list M | none       | modern",
                "tools/list M | 2025-11-25 | modern",
                "initialize M | 2026-07-28 | modern",
                "tools/list L | none       | legacy 2025-03-26",
                "tools/list L | 2025-03-26 | legacy 2025-03-26",
                "tools/list L | 2025-06-18 | legacy 2025-06-18",
                "tools/list L | 2025-11-25 | legacy 2025-11-25",
                "tools/list L | 2026-07-28 | refused 400 -32602",
                "tools/list L | 2027-01-01 | refused 400 -32602",
                "tools/list L | 2024-11-05 | refused 400 -32600",
                "tools/list L | v999.0.0   | refused 400 -32600",
                "tools/list L | ''         | refused 400 -32600",
                "initialize L | none       | legacy 2025-11-25",
                "initialize L | 2024-11-05 | legacy 2025-11-25",
                "initialize L | v999.0.0   | legacy 2025-11-25",
                "initialize L | 2026-07-28 | refused 400 -32020"
            })
    void a_request_is_decided_by_its_body(String body, @Nullable String version, String decision) {
        assertThat(shown(EraDecision.of(read(request(body)), version))).isEqualTo(decision);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "[]        | none       | refused 400 -32600",
                "[L]       | none       | batch 1",
                "[L, L]    | 2025-03-26 | batch 2",
                "[L]       | 2025-06-18 | refused 400 -32600",
                "[L]       | 2026-07-28 | refused 400 -32600",
                "[L, M]    | none       | refused 400 -32600",
                "[N]       | none       | batch 1",
                "[3, null] | none       | batch 2"
            })
    void r9_a_batch_is_taken_of_2025_03_26_alone(String body, @Nullable String version, String decision) {
        var json = body.replace("L", request("ping L"))
                .replace("M", request("ping M"))
                .replace("N", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}");
        assertThat(shown(EraDecision.of(read(json), version))).isEqualTo(decision);
    }

    @Test
    void r9_a_batch_has_at_most_20_messages() {
        assertThat(shown(EraDecision.of(read(batch(20)), null))).isEqualTo("batch 20");
        assertThat(shown(EraDecision.of(read(batch(21)), null))).isEqualTo("refused 400 -32600");
    }

    @Test
    void a_notification_is_accepted_whatever_the_version() {
        var json = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}";
        assertThat(shown(EraDecision.of(read(json), null))).isEqualTo("notice");
        assertThat(shown(EraDecision.of(read(json), "2031-01-01"))).isEqualTo("notice");
    }

    @Test
    void an_answer_to_nothing_is_refused() {
        var decision = EraDecision.of(read("{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":{}}"), null);
        assertThat(shown(decision)).isEqualTo("refused 400 -32600");
    }

    @Test
    void a_refusal_carries_the_id_of_the_request() {
        var decision = EraDecision.of(read(request("tools/list L")), "2026-07-28");
        assertThat(((EraDecision.Refused) decision).id()).isEqualTo(new RequestId.Whole(1));
    }

    private static String request(String body) {
        var parts = body.split(" ", -1);
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + parts[0] + "\",\"params\":{"
                + (parts[1].equals("M") ? CLAIM : "") + "}}";
    }

    private static String batch(int size) {
        return "[" + (request("ping L") + ",").repeat(size - 1) + request("ping L") + "]";
    }

    private static @Nullable Object read(String json) {
        return JsonReader.read(Buffer.buffer(json));
    }

    private static String shown(EraDecision decision) {
        if (decision instanceof EraDecision.Refused refused) {
            return "refused " + refused.reason().status() + " "
                    + refused.reason().jsonRpc();
        }
        if (decision instanceof EraDecision.Legacy legacy) {
            return "legacy " + legacy.revision().wire();
        }
        if (decision instanceof EraDecision.LegacyBatch batch) {
            return "batch " + batch.messages().size();
        }
        return decision instanceof EraDecision.Modern ? "modern" : "notice";
    }
}
