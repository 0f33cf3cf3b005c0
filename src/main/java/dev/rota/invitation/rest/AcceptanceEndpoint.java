package dev.rota.invitation.rest;

import dev.rota.audit.AuditObject;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.invitation.Acceptance;
import dev.rota.invitation.Joined;
import dev.rota.json.JsonBytes;
import dev.rota.limit.Budgets;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** {@code POST /invitations/accept}: by a new person without a credential, or with one of the invited address. */
public final class AcceptanceEndpoint implements Endpoints {
    private static final Shape TAKEN = Shape.object(
            Member.required("token", Shape.line(200)),
            Member.optional("name", Shape.line(100)).described("Of a new person"),
            Member.optional("password", Shape.text(1_024)).described("Of a new person, 8 to 256 characters"));

    private static final Shape JOINED = Shape.object(
            Member.required(
                    "organization",
                    Shape.object(
                            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
                            Member.required("slug", Shape.line(63)))),
            Member.required(
                    "user",
                    Shape.object(
                            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
                            Member.required("email", Shape.line(254)),
                            Member.required("name", Shape.line(100)))),
            Member.required("role", Shape.line(63)));

    private final Acceptance acceptance;
    private final Operations operations;
    private final Budgets budgets;

    public AcceptanceEndpoint(Acceptance acceptance, Operations operations, Budgets budgets) {
        this.acceptance = acceptance;
        this.operations = operations;
        this.budgets = budgets;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.post("/invitations/accept", "accept_invitation", "Joins the organization you are invited to")
                        .forAnybodyOrPersons()
                        .takes(TAKEN)
                        .answers(JOINED)
                        .acts(this::accept));
    }

    private Future<Result> accept(RestCall call) {
        var token = call.body().getString("token");
        if (call.claimed().isPresent()) {
            return byPerson(call.caller(), token);
        }
        budgets.takeAddress(call.info().subscriber(), Budgets.WRITE);
        return acceptance
                .byNewcomer(token, call.body().getString("name"), call.body().getString("password"), call.info())
                .map(joined -> Result.of(json(joined)));
    }

    private Future<Result> byPerson(Caller caller, String token) {
        return operations
                .changedOwn(caller, Acceptance.ACTION, null, tx -> {
                    caller.require(Set.of(Scope.MEMBERS_WRITE));
                    return acceptance.byPerson(tx, token).map(joined -> Answer.about(
                                    new AuditObject("invitation", joined.invitation(), null),
                                    JsonBytes.of(json(joined)))
                            .joining(joined.organization()));
                })
                .map(done -> Result.of(done.json().toJsonObject()));
    }

    private static JsonObject json(Joined joined) {
        return new JsonObject()
                .put(
                        "organization",
                        new JsonObject()
                                .put("id", joined.organization().value())
                                .put("slug", joined.slug()))
                .put(
                        "user",
                        new JsonObject()
                                .put("id", joined.user())
                                .put("email", joined.email())
                                .put("name", joined.name()))
                .put("role", joined.role());
    }
}
