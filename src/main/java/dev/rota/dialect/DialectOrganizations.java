package dev.rota.dialect;

import dev.rota.identity.Membership;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import io.vertx.core.Future;

/** The caller's organizations, answered in a dialect's own objects: {@code {"organizations":[…]}}. */
public final class DialectOrganizations {
    private final Operations operations;

    public DialectOrganizations(Operations operations) {
        this.operations = operations;
    }

    /** Those that the credential reaches, by id. */
    public Future<JsonBytes> list(DialectCall call, Members<Membership> object) {
        var caller = call.caller();
        return operations.read(
                caller,
                call.action(),
                tx -> { // entering it confirms who belongs where
                    var json =
                            new JsonWriter().beginObject().name("organizations").beginArray();
                    caller.organizations().forEach(organization -> object.write(json, organization));
                    return Future.succeededFuture(
                            Answer.of(json.endArray().endObject().toJson()));
                });
    }
}
