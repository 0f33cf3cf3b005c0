package dev.rota.dialect;

import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.Board;
import dev.rota.task.BoardColumn;
import dev.rota.task.TaskStatus;
import dev.rota.task.TaskView;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;

/** A board in a dialect's own columns, one for each of its words: {@code {"columns":[{"status":…,"count":…,"tasks":[…]}]}}. */
public final class DialectBoard {
    /** As a native board has them. */
    private static final Comparator<TaskView> ORDER = Comparator.comparing(TaskView::priority)
            .thenComparing(TaskView::updatedAt)
            .reversed();

    private final Operations operations;
    private final Board board;

    public DialectBoard(Operations operations, Board board) {
        this.operations = operations;
        this.board = board;
    }

    /**
     * The tasks that the caller sees, by priority, then newest change; {@code truncated} where rows did not fit.
     *
     * @param words the columns, in their order
     * @param limit tasks in each column, at most
     */
    public Future<JsonBytes> read(DialectCall call, Words<TaskStatus> words, int limit, Members<TaskView> row) {
        var cap = ResponseCap.of(call.caller());
        return operations.read(call.caller(), call.action(), tx -> board.columns(tx, call.caller(), null, limit)
                .map(found -> Answer.of(write(merged(found, words, limit), row, cap.bytes()))));
    }

    private record Column(String word, long count, List<TaskView> tasks) {}

    private static List<Column> merged(List<BoardColumn> found, Words<TaskStatus> words, int limit) {
        return words.words().stream()
                .map(word -> {
                    var own = found.stream()
                            .filter(one -> words.word(one.status()).equals(word))
                            .toList();
                    return new Column(
                            word,
                            own.stream().mapToLong(BoardColumn::count).sum(),
                            own.stream()
                                    .flatMap(one -> one.tasks().stream())
                                    .sorted(ORDER)
                                    .limit(limit)
                                    .toList());
                })
                .toList();
    }

    private static JsonBytes write(List<Column> columns, Members<TaskView> row, int mostBytes) {
        var json = new JsonWriter(4_096).beginObject().name("columns").beginArray();
        var whole = true;
        for (var column : columns) {
            json.beginObject().name("status").value(column.word).name("count").value(column.count);
            json.name("tasks").beginArray();
            whole &= rows(json, column.tasks, row, mostBytes);
            json.endArray().endObject();
        }
        json.endArray();
        if (!whole) {
            json.name("truncated").value(true);
        }
        return json.endObject().toJson();
    }

    /** Whether all rows fitted. */
    private static boolean rows(JsonWriter json, List<TaskView> tasks, Members<TaskView> row, int mostBytes) {
        for (var task : tasks) {
            var before = json.mark();
            row.write(json, task);
            if (json.size() > mostBytes) {
                json.rewind(before);
                return false;
            }
        }
        return true;
    }
}
