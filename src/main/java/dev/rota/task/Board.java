package dev.rota.task;

import dev.rota.audit.AuditObject;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tasks at a glance: in each column how many there are, and the first of them by priority, then newest change. */
public final class Board {
    /** Of assignees, of whom there may be any number. */
    static final int MOST_COLUMNS = 50;

    private final BoardQueries queries = new BoardQueries();

    /**
     * Which tasks, and how they are shown.
     *
     * @param project key or id; null for all that the caller sees
     * @param limit tasks in each column, at most
     */
    public record Wanted(@Nullable String project, BoardGrouping grouping, int limit) {}

    /** A board as JSON, and the project it is of; null where it is of all. */
    public record Columns(@Nullable AuditObject project, JsonBytes json) {}

    /**
     * {@code {"project":…,"columns":[{"status":…,"count":…,"tasks":[…]}]}}: statuses in life-cycle order, priorities from
     * the highest, assignees by how much they have, nobody as an empty name. Rows beyond the caller's response cap are
     * dropped, and so are assignees beyond fifty; either is said in {@code truncated}. All statements are enqueued before
     * this returns.
     *
     * <p>Fails with {@code not_found} for a project out of reach and {@code org_required} for a key of several
     * organizations.
     */
    public Future<Columns> read(ReadTx tx, Caller caller, Wanted wanted) {
        var sight = Sight.of(caller);
        var most = MOST_COLUMNS * wanted.limit() + 1;
        var project = project(tx, sight, wanted.project());
        var rows = queries.top(tx, sight, wanted.grouping(), wanted.project(), wanted.limit(), most);
        return project.compose(found -> rows.map(all -> {
            var json = new BoardDocument(caller, wanted.grouping());
            return new Columns(
                    found.orElse(null), json.write(found.map(AuditObject::key).orElse(null), all, all.size() == most));
        }));
    }

    /**
     * The seven statuses with their tasks as values, in life-cycle order, for dialects, which merge them as their own
     * columns want it. Fails as {@link #read}.
     *
     * @param project key or id; null for all that the caller sees
     * @param limit tasks in each status, at most
     */
    public Future<List<BoardColumn>> columns(ReadTx tx, Caller caller, @Nullable String project, int limit) {
        var sight = Sight.of(caller);
        var known = project(tx, sight, project);
        var rows = queries.views(tx, sight, project, limit, MOST_COLUMNS * limit);
        return known.compose(found -> rows.map(Board::columns));
    }

    private static List<BoardColumn> columns(List<Row> rows) {
        return TaskStatus.wires().stream()
                .map(status -> {
                    var own = of(status, rows);
                    return new BoardColumn(
                            TaskStatus.of(status),
                            total(own),
                            own.stream().map(TaskView::of).toList());
                })
                .toList();
    }

    static List<Row> of(String column, List<Row> rows) {
        return rows.stream()
                .filter(row -> column.equals(row.getString("in_column")))
                .toList();
    }

    static long total(List<Row> ofColumn) {
        return ofColumn.isEmpty() ? 0 : ofColumn.get(0).getLong("total");
    }

    private Future<Optional<AuditObject>> project(ReadTx tx, Sight sight, @Nullable String project) {
        if (project == null) {
            return Future.succeededFuture(Optional.empty());
        }
        return queries.project(tx, sight, project).map(found -> {
            TaskRef.requireOne(
                    found.stream().map(row -> row.getString("organization")).toList());
            return Optional.of(found.stream()
                    .findFirst()
                    .map(row -> new AuditObject("project", row.getLong("id"), row.getString("key")))
                    .orElseThrow(() -> new Failure.NotFound("project").asException()));
        });
    }
}
