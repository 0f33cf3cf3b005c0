package dev.rota.project.rest;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.project.Project;
import dev.rota.project.ProjectAdministration;
import dev.rota.project.ProjectDetails;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import dev.rota.rest.Sparse;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** {@code /organizations/{org}/projects[/{key}]}. */
public final class ProjectEndpoints implements Endpoints {
    private static final String ALL = "/organizations/{org}/projects";
    private static final String ONE = ALL + "/{key}";
    private static final Shape KEY =
            Shape.form("(?=.*[A-Z])[A-Z0-9]{2,10}", 10, "2 to 10 capitals or digits, not digits alone");
    private static final Shape NAME = Shape.line(100);
    private static final Shape NEW = Shape.object(
            Member.required("key", KEY).described("What keys of its tasks begin with"),
            Member.required("name", NAME),
            Member.optional("review_required", Shape.flag()));
    private static final Shape CHANGE =
            Shape.object(Member.optional("name", NAME), Member.optional("review_required", Shape.flag()));
    private static final Shape PROJECT = Shape.object(
            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
            Member.required("key", Shape.line(10)),
            Member.required("name", NAME),
            Member.required("review_required", Shape.flag())
                    .described("Whether a successful attempt leads to review first"),
            Member.required("version", Shape.whole(1, Integer.MAX_VALUE)),
            Member.required("created_at", Shape.time()));

    private final ProjectAdministration projects;

    public ProjectEndpoints(ProjectAdministration projects) {
        this.projects = projects;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get(ALL, "list_projects", "The organization's projects, oldest first")
                        .needs(Permission.ORG_READ, Scope.PROJECTS_READ)
                        .lists(PROJECT)
                        .reads(this::list),
                Draft.get(ONE, "get_project", "One project, by key or id")
                        .needs(Permission.ORG_READ, Scope.PROJECTS_READ)
                        .answers(PROJECT)
                        .versioned()
                        .reads(this::read),
                Draft.post(ALL, "create_project", "Makes a project; the first one becomes the default")
                        .needs(Permission.ORG_UPDATE, Scope.PROJECTS_WRITE)
                        .takes(NEW)
                        .creates(PROJECT)
                        .versioned()
                        .changes(this::create),
                Draft.patch(ONE, "change_project", "Changes a project")
                        .needs(Permission.ORG_UPDATE, Scope.PROJECTS_WRITE)
                        .takes(CHANGE)
                        .answers(PROJECT)
                        .versioned()
                        .changes(this::change),
                Draft.delete(ONE, "delete_project", "Deletes a project that never had tasks or requirements")
                        .needs(Permission.ORG_UPDATE, Scope.PROJECTS_WRITE)
                        .removes()
                        .versioned()
                        .changes(this::delete));
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        return projects.list(tx, call.caller(), page.position(0), page.rows())
                .map(found -> page.of(found, one -> Long.toString(one.project().id()), ProjectEndpoints::json));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        return projects.find(tx, call.caller(), call.path("key")).map(ProjectEndpoints::result);
    }

    private Future<Result> create(RestCall call, OrganizationTx tx) {
        var body = call.body();
        return projects.create(
                        tx,
                        call.caller(),
                        body.getString("key"),
                        body.getString("name"),
                        body.getBoolean("review_required", false))
                .map(ProjectEndpoints::result);
    }

    private Future<Result> change(RestCall call, OrganizationTx tx) {
        var body = call.body();
        return projects.change(
                        tx,
                        call.caller(),
                        call.path("key"),
                        call::requireVersion,
                        body.getString("name"),
                        body.getBoolean("review_required"))
                .map(changed -> result(changed.details()).changing(changed.changes()));
    }

    private Future<Result> delete(RestCall call, OrganizationTx tx) {
        return projects.delete(tx, call.caller(), call.path("key"), call::requireVersion)
                .map(gone -> about(Result.nothing(), gone));
    }

    private static Result result(ProjectDetails details) {
        return about(Result.of(json(details)), details.project());
    }

    private static Result about(Result result, Project project) {
        return result.about("project", project.id(), project.key());
    }

    private static JsonObject json(ProjectDetails details) {
        var project = details.project();
        return new Sparse()
                .put("id", project.id())
                .put("key", project.key())
                .put("name", project.name())
                .put("review_required", project.reviewRequired())
                .put("version", details.version())
                .put("created_at", details.createdAt())
                .toJson();
    }
}
