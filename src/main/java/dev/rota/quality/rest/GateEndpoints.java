package dev.rota.quality.rest;

import dev.rota.attempt.ArtifactType;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.quality.Gate;
import dev.rota.quality.Gates;
import dev.rota.quality.Gates.Wanted;
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
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /organizations/{org}/gates[/{name}]}. */
public final class GateEndpoints implements Endpoints {
    private static final String ALL = "/organizations/{org}/gates";
    private static final String ONE = ALL + "/{name}";
    private static final Shape NAME =
            Shape.form("[a-z0-9][a-z0-9._-]{0,62}", 63, "1 to 63 small letters, digits, dots, hyphens or underscores");
    private static final Shape DESCRIPTION = Shape.text(1_000);
    private static final Shape WHEN = Shape.some(Shape.choice("in_review", "done"), 2);
    private static final Shape REQUIRES = Shape.object(
            Member.optional("artifacts", Shape.list(Shape.choice(ArtifactType.wires()), 6))
                    .described("Types of which the task must have an artifact each"),
            Member.optional("commits", Shape.whole(0, 100)).described("How many must be recorded on the task"));
    private static final Shape NEW = Shape.object(
            Member.required("project", Shape.line(20)).described("Key or id"),
            Member.required("name", NAME),
            Member.optional("description", DESCRIPTION),
            Member.optional("when", WHEN).described("Before which statuses; done unless said"),
            Member.required("requires", REQUIRES));
    private static final Shape CHANGE = Shape.object(
            Member.optional("description", DESCRIPTION),
            Member.optional("when", WHEN),
            Member.optional("requires", REQUIRES).described("Replaces what was required"));
    private static final Shape GATE = Shape.object(
            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
            Member.required("name", NAME),
            Member.required("project", Shape.line(10)),
            Member.optional("description", DESCRIPTION),
            Member.required("when", WHEN),
            Member.required("requires", REQUIRES),
            Member.required("version", Shape.whole(1, Integer.MAX_VALUE)),
            Member.required("created_at", Shape.time()));

    private final Gates gates;

    public GateEndpoints(Gates gates) {
        this.gates = gates;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get(ALL, "list_gates", "Gates: what tasks must show before they reach a status")
                        .needs(Permission.ORG_READ, Scope.PROJECTS_READ)
                        .query(Parameter.of("project", Shape.line(20), "Key or id of the only project"))
                        .lists(GATE)
                        .reads(this::list),
                Draft.get(ONE, "get_gate", "One gate, by name")
                        .needs(Permission.ORG_READ, Scope.PROJECTS_READ)
                        .answers(GATE)
                        .versioned()
                        .reads(this::read),
                Draft.post(ALL, "create_gate", "Makes a gate of a project")
                        .needs(Permission.ORG_UPDATE, Scope.PROJECTS_WRITE)
                        .takes(NEW)
                        .creates(GATE)
                        .versioned()
                        .changes(this::create),
                Draft.patch(ONE, "change_gate", "Changes a gate")
                        .needs(Permission.ORG_UPDATE, Scope.PROJECTS_WRITE)
                        .takes(CHANGE)
                        .answers(GATE)
                        .versioned()
                        .changes(this::change),
                Draft.delete(ONE, "delete_gate", "Deletes a gate")
                        .needs(Permission.ORG_UPDATE, Scope.PROJECTS_WRITE)
                        .removes()
                        .versioned()
                        .changes(this::delete));
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        return gates.list(tx, call.caller(), call.query("project"), page.position(0), page.rows())
                .map(found -> page.of(found, one -> Long.toString(one.id()), GateEndpoints::json));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        return gates.find(tx, call.caller(), call.path("name")).map(GateEndpoints::result);
    }

    private Future<Result> create(RestCall call, OrganizationTx tx) {
        var body = call.body();
        return gates.create(tx, call.caller(), body.getString("project"), body.getString("name"), wanted(body))
                .map(GateEndpoints::result);
    }

    private Future<Result> change(RestCall call, OrganizationTx tx) {
        return gates.change(tx, call.caller(), call.path("name"), call::requireVersion, wanted(call.body()))
                .map(changed -> result(changed.gate()).changing(changed.changes()));
    }

    private Future<Result> delete(RestCall call, OrganizationTx tx) {
        return gates.delete(tx, call.caller(), call.path("name"), call::requireVersion)
                .map(gone -> about(Result.nothing(), gone));
    }

    private static Wanted wanted(JsonObject body) {
        @Nullable JsonObject requires = body.getJsonObject("requires");
        return requires == null
                ? new Wanted(body.getString("description"), texts(body.getJsonArray("when")), null, null)
                : new Wanted(
                        body.getString("description"),
                        texts(body.getJsonArray("when")),
                        texts(requires.getJsonArray("artifacts", new JsonArray())),
                        requires.getInteger("commits", 0));
    }

    private static @Nullable List<String> texts(@Nullable JsonArray items) {
        return items == null ? null : items.stream().map(String.class::cast).toList();
    }

    private static Result result(Gate gate) {
        return about(Result.of(json(gate)), gate);
    }

    private static Result about(Result result, Gate gate) {
        return result.about("gate", gate.id(), gate.name());
    }

    private static JsonObject json(Gate gate) {
        var rules = gate.rules();
        return new Sparse()
                .put("id", gate.id())
                .put("name", gate.name())
                .put("project", gate.project())
                .put("description", gate.description())
                .put("when", rules.statuses())
                .put(
                        "requires",
                        new Sparse()
                                .put("artifacts", rules.artifacts())
                                .put("commits", rules.commits() == 0 ? null : rules.commits())
                                .toJson())
                .put("version", gate.version())
                .put("created_at", gate.createdAt())
                .toJson();
    }
}
