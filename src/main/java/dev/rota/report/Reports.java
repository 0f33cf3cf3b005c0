package dev.rota.report;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.task.ProjectReach;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Every kind of report. */
public final class Reports {
    private static final int BYTES_PER_TOKEN = 4;
    /** What surrounds the rows. */
    private static final int FRAME_BYTES = 256;

    private final Statistics statistics = new Statistics();
    private final Complexities complexities = new Complexities();
    private final Usage usage = new Usage();
    private final Outcomes outcomes = new Outcomes();
    private final StaleWork stale = new StaleWork();
    private final Dependencies dependencies = new Dependencies();
    private final Quality quality = new Quality();

    /**
     * A report as {@code {"kind":…,"since":…,"rows":[…],"truncated":…}}. Rows beyond the caller's response cap are dropped
     * and said in {@code truncated}. All statements are enqueued before this returns.
     *
     * <p>Fails with {@code not_found} for a project out of reach.
     */
    public Future<JsonBytes> read(ReadTx tx, Caller caller, ReportRequest request) {
        var known = ProjectReach.require(tx, Sight.of(caller), request.project());
        var rows = rows(tx, caller, request);
        return known.compose(there -> rows).map(found -> write(caller, request, found));
    }

    private Future<List<JsonObject>> rows(ReadTx tx, Caller caller, ReportRequest request) {
        return switch (request.kind()) {
            case STATISTICS -> statistics.rows(tx, caller, request);
            case COMPLEXITY -> complexities.rows(tx, caller, request);
            case USAGE -> usage.rows(tx, caller, request);
            case ATTEMPTS -> outcomes.rows(tx, caller, request);
            case STALE -> stale.rows(tx, caller, request);
            case DEPENDENCIES -> dependencies.rows(tx, caller, request);
            case QUALITY -> quality.rows(tx, caller, request);
        };
    }

    private static JsonBytes write(Caller caller, ReportRequest request, List<JsonObject> rows) {
        var json = new JsonWriter(128 * (rows.size() + 1));
        json.beginObject().name("kind").value(request.kind().wire());
        if (request.since() != null) {
            json.name("since").value(request.since().toInstant().toString());
        }
        json.name("rows").beginArray();
        var most = caller.maxResponseTokens() * BYTES_PER_TOKEN - FRAME_BYTES;
        var truncated = false;
        for (var row : rows) {
            var before = json.mark();
            json.encoded(JsonBytes.of(row));
            if (json.size() > most) {
                json.rewind(before);
                truncated = true;
                break;
            }
        }
        json.endArray();
        if (truncated) {
            json.name("truncated").value(true);
        }
        return json.endObject().toJson();
    }
}
