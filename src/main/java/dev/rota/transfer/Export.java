package dev.rota.transfer;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.transfer.ExportQueries.Line;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One export on its way: a page after the other, each in a transaction of its own. Confined to one event loop. */
public final class Export {
    /** What the first line says of the form of the others. */
    public static final String FORMAT = "rota-export";

    public static final int VERSION = 1;

    private final Turn turn;
    private final Caller caller;
    private final Map<RowType, Long> counts = new EnumMap<>(RowType.class);
    private final ExportQueries queries = new ExportQueries();
    private final Iterator<RowType> types = List.of(RowType.values()).iterator();
    private @Nullable RowType type = types.next();
    private long after = -1;
    private boolean ended;

    /** Lets each page wait until it is its turn. */
    @FunctionalInterface
    public interface Turn {
        Future<Buffer> take(Function<ReadTx, Future<Buffer>> page);
    }

    /** @param caller in the organization that is exported */
    public Export(Caller caller, Turn turn) {
        this.turn = turn;
        this.caller = caller;
    }

    /** The first line. */
    public Buffer head() {
        return line(new JsonObject()
                .put("format", FORMAT)
                .put("version", VERSION)
                .put("id", UUID.randomUUID().toString())
                .put("organization", caller.organization().slug())
                .put(
                        "exported_at",
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    /** The next lines, perhaps none of a type; empty once the last line, which counts all of them, has been given. */
    public Future<Optional<Buffer>> next() {
        var of = type;
        if (of == null) {
            return Future.succeededFuture(ended ? Optional.empty() : Optional.of(end()));
        }
        return turn.take(tx -> queries.page(tx, of, after).map(page -> lines(of, page)))
                .map(Optional::of);
    }

    private Buffer lines(RowType of, List<Line> page) {
        var lines = Buffer.buffer();
        for (Line line : page) {
            lines.appendString(line.json()).appendString("\n");
            after = line.at();
        }
        counts.merge(of, (long) page.size(), Long::sum);
        if (page.size() < of.page()) {
            after = -1;
            type = types.hasNext() ? types.next() : null;
        }
        return lines;
    }

    private Buffer end() {
        ended = true;
        var told = new JsonObject();
        counts.forEach((of, count) -> told.put(of.plural(), count));
        return line(new JsonObject().put("type", "end").put("counts", told));
    }

    private static Buffer line(JsonObject json) {
        return json.toBuffer().appendString("\n");
    }
}
