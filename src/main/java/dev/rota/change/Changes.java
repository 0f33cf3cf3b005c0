package dev.rota.change;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what happened to tasks after a place. */
final class Changes {
    /** Numbers of an organization that are looked at together. */
    static final int LOOKED_AT = 200;

    /** Events that are told together, unless one number stands for more. */
    static final int TOLD = 100;

    private static final int BYTES_PER_TOKEN = 4;
    private static final int FRAME_BYTES = 512;

    private final ChangeQueries queries = new ChangeQueries();

    /** The changes after {@code place}, as far as they are meant and seen. Enqueues all its statements at once. */
    Future<FoundChanges> after(ReadTx tx, Caller caller, ChangePlace place, ChangeFilter filter) {
        var after = caller.organizations().stream()
                .map(one -> place.seq(one.organization()))
                .map(seq -> seq == null ? Long.MAX_VALUE : seq)
                .toArray(Long[]::new);
        var heads = queries.heads(tx);
        var rows = queries.page(tx, caller, after, filter, LOOKED_AT);
        return heads.compose(known -> rows.map(found -> found(caller, place, known, found)));
    }

    private static FoundChanges found(Caller caller, ChangePlace place, List<Row> heads, List<Row> rows) {
        var reached = new HashMap<Long, Long>();
        for (var head : heads) {
            var organization = head.getLong("org_id");
            var before = place.seq(new OrganizationId(organization));
            reached.put(organization, before == null ? head.getLong("seq") : before);
        }
        var page = new Page(caller, reached);
        rows.forEach(page::add);
        return new FoundChanges(page.events, new ChangePlace(reached), page.full || rows.size() >= LOOKED_AT);
    }

    /** Takes what a page has room for; whoever asks again gets on from there. */
    private static final class Page {
        private final Caller caller;
        private final Map<Long, Long> reached;
        private final List<JsonObject> events = new ArrayList<>();
        private final Set<String> ready = new HashSet<>();
        private final int mostBytes;
        private int bytes = FRAME_BYTES;
        private boolean full;

        Page(Caller caller, Map<Long, Long> reached) {
            this.caller = caller;
            this.reached = reached;
            this.mostBytes = caller.maxResponseTokens() * BYTES_PER_TOKEN;
        }

        void add(Row row) {
            var told = row.getString("key") == null ? List.<JsonObject>of() : events(row);
            var size =
                    told.stream().mapToInt(event -> event.encode().length() + 1).sum();
            full = full || (!events.isEmpty() && (bytes + size > mostBytes || events.size() + told.size() > TOLD));
            if (!full) {
                bytes += size;
                events.addAll(told);
                reached.put(row.getLong("org_id"), row.getLong("seq"));
            }
        }

        private List<JsonObject> events(Row row) {
            var told = new ArrayList<JsonObject>();
            if (row.getString("type") != null) {
                told.add(event(row, row.getString("type"), row.getString("key"), summary(row)));
            }
            var keys = row.getArrayOfStrings("ready");
            for (var key : keys == null ? new String[0] : keys) {
                if (ready.add(row.getLong("org_id") + " " + key)) {
                    told.add(event(row, ChangeType.READY.wire(), key, "ready to be claimed"));
                }
            }
            return told;
        }

        private JsonObject event(Row row, String type, String task, String summary) {
            var json = new JsonObject()
                    .put("seq", row.getLong("seq"))
                    .put("type", type)
                    .put("task", task);
            if (caller.spansOrganizations()) {
                json.put("organization", row.getString("slug"));
            }
            return json.put("actor", row.getString("actor"))
                    .put("at", row.getString("at"))
                    .put("summary", summary);
        }
    }

    /** What happened and to which fields; a status with what it was and is. No text that somebody wrote. */
    private static String summary(Row row) {
        var event = row.getString("event").replace('_', ' ');
        var changes = row.getJsonObject("changes");
        if (changes == null || changes.isEmpty()) {
            return event;
        }
        return event + ": "
                + changes.fieldNames().stream()
                        .map(field -> field.equals("status") ? status(changes.getJsonObject(field)) : field)
                        .collect(Collectors.joining(", "));
    }

    private static String status(JsonObject change) {
        return "status " + change.getString("before") + " to " + change.getString("after");
    }
}
