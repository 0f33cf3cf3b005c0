package dev.rota.requirement.rest;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.requirement.Requirement;
import dev.rota.requirement.RequirementAdministration;
import dev.rota.requirement.RequirementAdministration.Wanted;
import dev.rota.requirement.RequirementDetails;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.Parameter;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import dev.rota.rest.Sparse;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** {@code /organizations/{org}/requirements[/{key}]}. */
public final class RequirementEndpoints implements Endpoints {
    private static final String ALL = "/organizations/{org}/requirements";
    private static final String ONE = ALL + "/{key}";
    private static final Shape TITLE = Shape.line(500);
    private static final Shape BODY = Shape.text(256 * 1024);
    private static final Shape STATUS =
            Shape.form("[a-z][a-z0-9_-]{0,39}", 40, "1 to 40 small letters, digits, hyphens or underscores");
    private static final Shape METADATA = Shape.map(Shape.document(20, 5_000), 100);
    private static final Shape NEW = Shape.object(
            Member.required("project", Shape.line(20)).described("Key or id"),
            Member.required("title", TITLE),
            Member.optional("body", BODY).described("Markdown"),
            Member.optional("status", STATUS).described("open unless said"),
            Member.optional("metadata", METADATA));
    private static final Shape CHANGE = Shape.object(
            Member.optional("title", TITLE),
            Member.optional("body", BODY),
            Member.optional("status", STATUS),
            Member.optional("metadata", METADATA).described("Merged key by key; null removes a key"));
    private static final Shape REQUIREMENT = Shape.object(
            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
            Member.required("key", Shape.line(40)),
            Member.required("project", Shape.line(10)),
            Member.required("title", TITLE),
            Member.optional("body", BODY).described("Not in lists"),
            Member.required("status", STATUS),
            Member.optional("metadata", METADATA),
            Member.required("task_count", Shape.whole(0, Long.MAX_VALUE)),
            Member.required("version", Shape.whole(1, Integer.MAX_VALUE)),
            Member.required("created_at", Shape.time()),
            Member.required("updated_at", Shape.time()));

    private final RequirementAdministration requirements;

    public RequirementEndpoints(RequirementAdministration requirements) {
        this.requirements = requirements;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get(ALL, "list_requirements", "Requirements, oldest first, without their bodies")
                        .needs(Permission.TASK_READ, Scope.REQUIREMENTS_READ)
                        .query(
                                Parameter.of("project", Shape.line(20), "Key or id of the only project"),
                                Parameter.of("status", STATUS, "The only status"))
                        .lists(REQUIREMENT)
                        .reads(this::list),
                Draft.get(ONE, "get_requirement", "One requirement, by key or id")
                        .needs(Permission.TASK_READ, Scope.REQUIREMENTS_READ)
                        .answers(REQUIREMENT)
                        .versioned()
                        .reads(this::read),
                Draft.post(ALL, "create_requirement", "Makes a requirement of a project")
                        .needs(Permission.TASK_WRITE, Scope.REQUIREMENTS_WRITE)
                        .takes(NEW)
                        .creates(REQUIREMENT)
                        .versioned()
                        .changes(this::create),
                Draft.patch(ONE, "change_requirement", "Changes a requirement")
                        .needs(Permission.TASK_WRITE, Scope.REQUIREMENTS_WRITE)
                        .takes(CHANGE)
                        .answers(REQUIREMENT)
                        .versioned()
                        .changes(this::change),
                Draft.delete(ONE, "delete_requirement", "Deletes a requirement that no task points to")
                        .needs(Permission.TASK_WRITE, Scope.REQUIREMENTS_WRITE)
                        .removes()
                        .versioned()
                        .changes(this::delete));
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        return requirements
                .list(tx, call.caller(), call.query("project"), call.query("status"), page.position(0), page.rows())
                .map(found ->
                        page.of(found, one -> Long.toString(one.requirement().id()), RequirementEndpoints::json));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        return requirements.find(tx, call.caller(), call.path("key")).map(RequirementEndpoints::result);
    }

    private Future<Result> create(RestCall call, OrganizationTx tx) {
        var body = call.body();
        return requirements
                .create(tx, call.caller(), body.getString("project"), body.getString("title"), wanted(body))
                .map(RequirementEndpoints::result);
    }

    private Future<Result> change(RestCall call, OrganizationTx tx) {
        return requirements
                .change(tx, call.caller(), call.path("key"), call::requireVersion, wanted(call.body()))
                .map(changed -> result(changed.details()).changing(changed.changes()));
    }

    private Future<Result> delete(RestCall call, OrganizationTx tx) {
        return requirements
                .delete(tx, call.caller(), call.path("key"), call::requireVersion)
                .map(gone -> about(Result.nothing(), gone));
    }

    private static Wanted wanted(JsonObject body) {
        return new Wanted(
                body.getString("title"),
                body.getString("body"),
                body.getString("status"),
                body.getJsonObject("metadata"));
    }

    private static Result result(RequirementDetails details) {
        return about(Result.of(json(details)), details.requirement());
    }

    private static Result about(Result result, Requirement requirement) {
        return result.about("requirement", requirement.id(), requirement.key());
    }

    private static JsonObject json(RequirementDetails details) {
        var requirement = details.requirement();
        return new Sparse()
                .put("id", requirement.id())
                .put("key", requirement.key())
                .put("project", requirement.project().key())
                .put("title", requirement.title())
                .put("body", requirement.body())
                .put("status", requirement.status())
                .put("metadata", requirement.metadata())
                .put("task_count", details.tasks())
                .put("version", requirement.version())
                .put("created_at", requirement.createdAt())
                .put("updated_at", requirement.updatedAt())
                .toJson();
    }
}
