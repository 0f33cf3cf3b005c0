package dev.rota.quality;

import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.project.Projects;
import dev.rota.task.Evidence;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Keeps gates, and holds tasks to them. A credential that is limited to some projects sees and changes their gates. */
public final class Gates implements Evidence {
    /** Of one project: all of them are looked at whenever one of its tasks is finished. */
    public static final int MOST_OF_A_PROJECT = 20;

    private final Projects projects;
    private final GateQueries queries = new GateQueries();

    public Gates(Projects projects) {
        this.projects = projects;
    }

    /** A gate after a change, and what changed. */
    public record Changed(Gate gate, List<Change> changes) {
        public Changed {
            changes = List.copyOf(changes);
        }
    }

    @Override
    public Future<List<String>> missing(OrganizationTx tx, long project, @Nullable Long task, TaskStatus status) {
        return status == TaskStatus.DONE || status == TaskStatus.IN_REVIEW
                ? queries.missing(tx, project, task, status.wire(), null)
                        .map(gates -> gates.stream().flatMap(List::stream).toList())
                : Future.succeededFuture(List.of());
    }

    /** What the task still lacks for the gate of that name, whatever status it stands before; empty without such a gate. */
    public Future<Optional<List<String>>> lacking(OrganizationTx tx, long project, long task, String gate) {
        return queries.missing(tx, project, task, null, gate)
                .map(found -> found.stream().findFirst());
    }

    /** Names of the gates that the task's project has. */
    public Future<List<String>> names(OrganizationTx tx, long task) {
        return queries.names(tx, task);
    }

    /**
     * Gates behind that id, at most {@code limit}, by id.
     *
     * @param project key or id of the only project whose are meant; null for all
     */
    public Future<List<Gate>> list(ReadTx tx, Caller caller, @Nullable String project, long after, int limit) {
        return queries.list(tx, Projects.reach(caller), project, after, limit);
    }

    /** The gate of that name. Fails with {@code not_found}. */
    public Future<Gate> find(ReadTx tx, Caller caller, String name) {
        return queries.find(tx, Projects.reach(caller), name).map(found -> found.orElseThrow(Gates::unknown));
    }

    /**
     * A new gate. Fails with {@code not_found} for its project, {@code already_exists}, {@code limit_exceeded}, and
     * {@code validation_failed} where it would ask for nothing.
     */
    public Future<Gate> create(OrganizationTx tx, Caller caller, String project, String name, WantedGate wanted) {
        var rules = required(wanted.rules());
        return projects.resolve(tx, caller, project)
                .compose(in -> queries.count(tx, in.id()).compose(count -> {
                    if (count.orElseThrow(() -> new Failure.NotFound("project").asException()) >= MOST_OF_A_PROJECT) {
                        throw tooMany();
                    }
                    return queries.create(tx, in.id(), name, emptyToNull(wanted.description()), rules);
                }))
                .compose(made -> find(tx.reading(), caller, name));
    }

    /**
     * Changes what is given. Fails with {@code not_found}, or as {@code condition} does.
     *
     * @param condition is told the version that there is
     */
    public Future<Changed> change(
            OrganizationTx tx, Caller caller, String name, IntConsumer condition, WantedGate wanted) {
        return locked(tx, caller, name).compose(before -> {
            condition.accept(before.version());
            var rules = required(wanted.over(before.rules()));
            var description = wanted.description() == null ? before.description() : emptyToNull(wanted.description());
            var changes = new ArrayList<Change>();
            note(changes, "description", before.description(), description);
            note(
                    changes,
                    "when",
                    before.rules().statuses().toString(),
                    rules.statuses().toString());
            note(changes, "requires", requirements(before.rules()), requirements(rules));
            if (changes.isEmpty()) {
                return Future.succeededFuture(new Changed(before, changes));
            }
            return queries.change(tx, before.id(), description, rules)
                    .compose(changed -> find(tx.reading(), caller, name))
                    .map(after -> new Changed(after, changes));
        });
    }

    /** Deletes a gate; tasks go on without it. Fails with {@code not_found}. */
    public Future<Gate> delete(OrganizationTx tx, Caller caller, String name, IntConsumer condition) {
        return locked(tx, caller, name).map(gone -> {
            condition.accept(gone.version());
            tx.last(queries.delete(tx, gone.id()));
            return gone;
        });
    }

    private Future<Gate> locked(OrganizationTx tx, Caller caller, String name) {
        return queries.lock(tx, Projects.reach(caller), name).map(found -> found.orElseThrow(Gates::unknown));
    }

    private static String requirements(Gate.Rules rules) {
        return rules.artifacts() + " " + rules.commits() + " " + rules.check();
    }

    private static void note(List<Change> changes, String field, @Nullable String before, @Nullable String after) {
        if (!Objects.equals(before, after)) {
            changes.add(new Change(field, before, after));
        }
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private static Gate.Rules required(Gate.Rules rules) {
        if (rules.artifacts().isEmpty() && rules.commits() == 0 && rules.check() == null) {
            throw new Failure.InvalidInput("requires", "'requires' must name artifacts, commits or a check")
                    .asException();
        }
        return rules;
    }

    private static RuntimeException tooMany() {
        return new Failure.TooLarge(
                        FailureCode.LIMIT_EXCEEDED,
                        "project",
                        "A project has at most " + MOST_OF_A_PROJECT + " gates",
                        null)
                .asException();
    }

    private static RuntimeException unknown() {
        return new Failure.NotFound("gate").asException();
    }
}
