package dev.rota.dialect.mcptasks;

import dev.rota.check.CheckRequests.Queued;
import dev.rota.check.Checks.Recorded;
import dev.rota.dialect.Members;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.quality.Gate;
import dev.rota.quality.Gate.Tolerance;
import dev.rota.quality.GateJson;
import dev.rota.report.Statistics.Tally;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Its objects of contracts and checks, and its two reports. */
final class ContractObjects {
    private static final int MOST_ASSIGNEES = 50;

    static final Members<Gate> COMPACT =
            Members.<Gate>none().text("name", Gate::name).text("status", gate -> "active");

    static final Members<Gate> CONTRACT = COMPACT.number("id", Gate::id)
            .number("version", gate -> (long) gate.version())
            .text("project", Gate::project)
            .text("description", Gate::description)
            .json("when", gate -> new JsonArray(gate.rules().statuses()).encode())
            .json("requires", gate -> GateJson.requires(gate.rules()).encode())
            .number("max_critical", gate -> most(gate, Tolerance::critical))
            .number("max_major", gate -> most(gate, Tolerance::major))
            .number("max_minor", gate -> most(gate, Tolerance::minor))
            .time("created_at", Gate::createdAt);

    static final Members<Queued> CHECK = Members.<Queued>none()
            .number("id", queued -> queued.task().id())
            .text("status", queued -> "queued")
            .json("checks", queued -> new JsonArray(queued.checks()).encode());

    static final Members<Recorded> VALIDATION = Members.<Recorded>none()
            .number("id", Recorded::id)
            .text("contract", recorded -> recorded.finding().gate())
            .text("status", recorded -> recorded.finding().status().wire())
            .number("critical", recorded -> (long) recorded.finding().critical())
            .number("major", recorded -> (long) recorded.finding().major())
            .number("minor", recorded -> (long) recorded.finding().minor())
            .json("satisfied", recorded -> Boolean.toString(recorded.satisfied()))
            .text("hint", Recorded::hint);

    private ContractObjects() {}

    private static @Nullable Long most(Gate gate, Function<Tolerance, @Nullable Integer> limit) {
        var most = GateJson.most(gate.rules(), limit);
        return most == null ? null : most.longValue();
    }

    /** {@code {"statistics":{"total":…,"by_status":{…},"by_native_status":{…},"by_type":{…},"by_assignee":{…}}}} */
    static JsonBytes statistics(List<Tally> tallies) {
        var total = 0L;
        var status = new JsonObject();
        McpTasks.STATUS.words().forEach(word -> status.put(word, 0L));
        var nativeStatus = new JsonObject();
        var type = new JsonObject();
        var assignee = new JsonObject();
        for (var tally : tallies) {
            switch (tally.of()) {
                case "total" -> total += tally.tasks();
                case "status" -> {
                    nativeStatus.put(tally.value(), tally.tasks());
                    add(status, McpTasks.statusWord(tally.value()), tally.tasks());
                }
                case "kind" -> type.put(McpTasks.TYPE.word(tally.value()), tally.tasks());
                default -> {
                    if (assignee.size() < MOST_ASSIGNEES) { // the busiest come first
                        assignee.put(tally.value(), tally.tasks());
                    }
                }
            }
        }
        return JsonBytes.of(new JsonObject()
                .put(
                        "statistics",
                        new JsonObject()
                                .put("total", total)
                                .put("by_status", status)
                                .put("by_native_status", nativeStatus)
                                .put("by_type", type)
                                .put("by_assignee", assignee)));
    }

    private static void add(JsonObject counts, String word, long more) {
        counts.put(word, counts.getLong(word, 0L) + more);
    }

    /** {@code {"report":{…}}}, as {@code get_report} has it. */
    static JsonBytes report(JsonBytes report) {
        return new JsonWriter()
                .beginObject()
                .name("report")
                .encoded(report)
                .endObject()
                .toJson();
    }

    /** {@code {"report":"…"}}, a table with a row for each contract. */
    static JsonBytes markdown(JsonBytes report) {
        var lines = new ArrayList<String>();
        lines.add("| contract | project | when | in review | complete |");
        lines.add("| --- | --- | --- | --- | --- |");
        for (var row : report.toJsonObject().getJsonArray("rows")) {
            var gate = (JsonObject) row;
            lines.add("| %s | %s | %s | %d | %d |"
                    .formatted(
                            gate.getString("gate"),
                            gate.getString("project"),
                            String.join(
                                    ", ",
                                    gate.getJsonArray("when").stream()
                                            .map(String.class::cast)
                                            .toList()),
                            gate.getLong("in_review"),
                            gate.getLong("complete")));
        }
        return JsonBytes.of(new JsonObject().put("report", String.join("\n", lines)));
    }
}
