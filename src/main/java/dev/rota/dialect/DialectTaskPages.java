package dev.rota.dialect;

import dev.rota.attempt.Result;
import dev.rota.attempt.Results;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.Assignment;
import dev.rota.task.Assignments;
import dev.rota.task.TaskPages;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskView;
import dev.rota.task.TaskViews;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Tasks for dialects that page by offset, {@code {"tasks":[…],"total":…,"limit":…,"offset":…}}, and one with all that was
 * asked and done about it.
 */
public final class DialectTaskPages {
    private static final int NEWEST = 10;

    private final Operations operations;
    private final Assignments assignments;
    private final Results results;
    private final TaskPages pages = new TaskPages();
    private final TaskViews views = new TaskViews();

    public DialectTaskPages(Operations operations, Assignments assignments, Results results) {
        this.operations = operations;
        this.assignments = assignments;
        this.results = results;
    }

    /**
     * A task with its newest ten assignments and results, newest first.
     *
     * @param truncated members that are not all there is
     */
    public record Detailed(TaskView task, List<Assignment> assignments, List<Result> results, List<String> truncated) {
        public Detailed {
            assignments = List.copyOf(assignments);
            results = List.copyOf(results);
            truncated = List.copyOf(truncated);
        }

        private Detailed cutTo(int longest) {
            var cut = task.cutTo(longest);
            var asked = assignments.stream().map(one -> one.cutTo(longest)).toList();
            var done = results.stream().map(one -> one.cutTo(longest)).toList();
            var names = new ArrayList<>(cut.truncated());
            if (!asked.equals(assignments)) {
                names.add("assignments");
            }
            if (!done.equals(results)) {
                names.add("results");
            }
            return new Detailed(cut, asked, done, names);
        }
    }

    /** A page over all organizations of the caller, newest change first. */
    public Future<JsonBytes> list(DialectCall call, TaskPages.Wanted wanted, Members<TaskView> row) {
        var cap = ResponseCap.of(call.caller());
        return operations.read(call.caller(), call.action(), tx -> pages.read(tx, call.caller(), wanted)
                .map(page -> Answer.of(fitting(cap, page, wanted, row))));
    }

    private static JsonBytes fitting(
            ResponseCap cap, TaskPages.Page page, TaskPages.Wanted wanted, Members<TaskView> row) {
        var json = cap.fitting(longest -> write(page, wanted, row, longest, Integer.MAX_VALUE));
        return json.length() > cap.bytes() ? write(page, wanted, row, ResponseCap.SHORTEST_CUT, cap.bytes()) : json;
    }

    private static JsonBytes write(
            TaskPages.Page page, TaskPages.Wanted wanted, Members<TaskView> row, int longest, int most) {
        var json = new JsonWriter(256 * (page.tasks().size() + 1));
        json.beginObject().name("tasks").beginArray();
        var whole = true;
        for (var task : page.tasks()) {
            var before = json.mark();
            row.write(json, task.cutTo(longest));
            if (json.size() > most) {
                json.rewind(before);
                whole = false;
                break;
            }
        }
        json.endArray().name("total").value(page.total());
        json.name("limit").value(wanted.limit()).name("offset").value(wanted.offset());
        if (!whole) {
            json.name("truncated").value(true);
        }
        return json.endObject().toJson();
    }

    /** One task in full. Fails as {@link TaskViews#find}. */
    public Future<JsonBytes> get(DialectCall call, TaskRef ref, Members<Detailed> object) {
        var caller = call.caller();
        return operations.read(caller, call.action(), tx -> {
            var task = views.find(tx, caller, ref);
            var asked = assignments.of(tx, caller, ref, NEWEST);
            var done = results.of(tx, caller, ref, NEWEST);
            return task.compose(found -> Future.all(asked, done)
                    .map(all -> new Detailed(found, asked.result(), done.result(), List.of()))
                    .map(detailed -> Answer.about(
                                    DialectTasks.about(found),
                                    ResponseCap.of(caller)
                                            .fitting(longest -> object.one("task", detailed.cutTo(longest))))
                            .within(found.organizationSlug())));
        });
    }
}
