package dev.rota.dialect;

import dev.rota.audit.AuditObject;
import dev.rota.failure.Failure;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.project.Project;
import dev.rota.project.Projects;
import dev.rota.requirement.Requirement;
import dev.rota.requirement.Requirements;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Projects and what they must achieve, answered in a dialect's own objects: {@code {"projects":[…]}},
 * {@code {"requirements":[…]}} and {@code {"requirement":{…}}}.
 */
public final class DialectProjects {
    private static final int MOST = 500;

    private final Operations operations;
    private final Projects projects;
    private final Requirements requirements;

    public DialectProjects(Operations operations, Projects projects, Requirements requirements) {
        this.operations = operations;
        this.projects = projects;
        this.requirements = requirements;
    }

    /** The projects that the credential reaches, oldest first. */
    public Future<JsonBytes> list(DialectCall call, Members<Project> row) {
        return operations.read(call.caller(), call.action(), tx -> projects.list(tx, call.caller(), MOST + 1)
                .map(found -> Answer.of(rows(call, "projects", found, row))));
    }

    /**
     * Requirements, oldest first. Fails with {@code not_found} for a project out of reach.
     *
     * @param project key or id; null for those of all projects
     */
    public Future<JsonBytes> requirements(DialectCall call, @Nullable String project, Members<Requirement> row) {
        return operations.read(call.caller(), call.action(), tx -> {
            Future<Optional<Project>> known = project == null
                    ? Future.succeededFuture(Optional.empty())
                    : projects.find(tx, call.caller(), project);
            var found = requirements.list(tx, call.caller(), project, MOST + 1);
            return known.compose(there -> there.isEmpty() && project != null
                            ? Future.failedFuture(new Failure.NotFound("project").asException())
                            : found)
                    .map(all -> Answer.of(rows(call, "requirements", all, row)));
        });
    }

    /** One requirement with its text. Fails as {@link Requirements#find}. */
    public Future<JsonBytes> requirement(DialectCall call, String reference, Members<Requirement> object) {
        return operations.read(call.caller(), call.action(), tx -> requirements
                .find(tx, call.caller(), reference)
                .map(found -> Answer.about(
                                new AuditObject("requirement", found.id(), found.key()),
                                ResponseCap.of(call.caller())
                                        .fitting(longest -> object.one("requirement", found.cutTo(longest))))
                        .within(found.organization())));
    }

    private static <T> JsonBytes rows(DialectCall call, String name, List<T> found, Members<T> row) {
        return row.list(
                name,
                found.stream().limit(MOST).toList(),
                found.size() > MOST,
                ResponseCap.of(call.caller()).bytes());
    }
}
