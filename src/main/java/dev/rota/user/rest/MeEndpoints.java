package dev.rota.user.rest;

import dev.rota.database.ReadTx;
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

/** {@code GET /me}: who the credential speaks for. */
public final class MeEndpoints implements Endpoints {
    private static final Shape ME = Shape.object(
            Member.required(
                    "user",
                    Shape.object(
                            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
                            Member.required("email", Shape.line(254)),
                            Member.required("name", Shape.line(100)))),
            Member.optional(
                    "organizations",
                    Shape.list(
                            Shape.object(
                                    Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
                                    Member.required("slug", Shape.line(63)),
                                    Member.required("role", Shape.line(63))),
                            Integer.MAX_VALUE)),
            Member.required("credential", Shape.line(100)));

    private static final String ADDRESS = "SELECT email FROM user_account WHERE id = $2 AND $1::bigint[] IS NOT NULL";

    @Override
    public List<Endpoint> all() {
        return List.of(Draft.get("/me", "get_me", "Who you are, where you belong, and by which credential")
                .forPersons(null)
                .answers(ME)
                .reads(this::read));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        var person = call.caller().principal();
        return tx.one(ADDRESS, row -> row.getString("email"), person.id())
                .map(email -> Result.of(new Sparse()
                        .put(
                                "user",
                                new JsonObject()
                                        .put("id", person.id())
                                        .put("email", email)
                                        .put("name", person.name()))
                        .put(
                                "organizations",
                                call.caller().organizations().stream()
                                        .map(membership -> new JsonObject()
                                                .put(
                                                        "id",
                                                        membership
                                                                .organization()
                                                                .value())
                                                .put("slug", membership.slug())
                                                .put("role", membership.role()))
                                        .toList())
                        .put("credential", call.caller().credential().id())
                        .toJson()));
    }
}
