package dev.rota.quality.rest;

import dev.rota.attempt.ArtifactType;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.quality.Gate;
import dev.rota.quality.Gate.Tolerance;
import dev.rota.quality.GateJson;
import dev.rota.quality.Gates;
import dev.rota.quality.WantedGate;
import dev.rota.quality.WantedGate.Limit;
import dev.rota.quality.WantedGate.Limits;
import dev.rota.quality.WantedGate.Requires;
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
            Member.optional("commits", Shape.whole(0, 100)).described("How many must be recorded on the task"),
            Member.optional("check", Shape.flag()).described("Whether a check of the gate's name must be recorded"));
    private static final Shape FINDINGS = Shape.whole(0, 1_000_000);
    private static final Shape NEW = Shape.object(
            Member.required("project", Shape.line(20)).described("Key or id"),
            Member.required("name", NAME),
            Member.optional("description", DESCRIPTION),
            Member.optional("when", WHEN).described("Before which statuses; done unless said"),
            Member.optional("requires", REQUIRES).described("May be left out where a limit of findings is given"),
            Member.optional("max_critical", FINDINGS).described("Findings that the check may have; asks for a check"),
            Member.optional("max_major", FINDINGS),
            Member.optional("max_minor", FINDINGS));
    private static final Shape CHANGE = Shape.object(
            Member.optional("description", DESCRIPTION),
            Member.optional("when", WHEN),
            Member.optional("requires", REQUIRES).described("Replaces what was required"),
            Member.optional("max_critical", Shape.removable(FINDINGS)).described("Null for any number"),
            Member.optional("max_major", Shape.removable(FINDINGS)),
            Member.optional("max_minor", Shape.removable(FINDINGS)));
    private static final Shape GATE = Shape.object(
            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
            Member.required("name", NAME),
            Member.required("project", Shape.line(10)),
            Member.optional("description", DESCRIPTION),
            Member.required("when", WHEN),
            Member.required("requires", REQUIRES),
            Member.optional("max_critical", FINDINGS),
            Member.optional("max_major", FINDINGS),
            Member.optional("max_minor", FINDINGS),
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

    private static WantedGate wanted(JsonObject body) {
        @Nullable JsonObject requires = body.getJsonObject("requires");
        return new WantedGate(
                body.getString("description"),
                texts(body.getJsonArray("when")),
                requires == null ? null : requires(requires),
                new Limits(limit(body, "max_critical"), limit(body, "max_major"), limit(body, "max_minor")));
    }

    private static Requires requires(JsonObject json) {
        return new Requires(
                json.getJsonArray("artifacts", new JsonArray()).stream()
                        .map(String.class::cast)
                        .toList(),
                json.getInteger("commits", 0),
                json.getBoolean("check", false));
    }

    private static @Nullable Limit limit(JsonObject body, String name) {
        return body.containsKey(name) ? new Limit(body.getInteger(name)) : null;
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
        return new Sparse()
                .put("id", gate.id())
                .put("name", gate.name())
                .put("project", gate.project())
                .put("description", gate.description())
                .put("when", gate.rules().statuses())
                .put("requires", GateJson.requires(gate.rules()))
                .put("max_critical", GateJson.most(gate.rules(), Tolerance::critical))
                .put("max_major", GateJson.most(gate.rules(), Tolerance::major))
                .put("max_minor", GateJson.most(gate.rules(), Tolerance::minor))
                .put("version", gate.version())
                .put("created_at", gate.createdAt())
                .toJson();
    }
}
