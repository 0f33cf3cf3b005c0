package dev.rota.attempt.rest;

import dev.rota.attempt.ArtifactContent;
import dev.rota.audit.Action;
import dev.rota.audit.AuditObject;
import dev.rota.failure.Failure;
import dev.rota.http.CallTime;
import dev.rota.identity.Caller;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.limit.Importance;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.organization.Rights;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.RestCall;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** {@code GET /artifacts/{id}/content}: the bytes, in parts, as fast as they are taken. */
public final class ArtifactContentEndpoint implements Endpoints {
    private static final String NAME = "get_artifact_content";
    private static final Duration TIME = Duration.ofMinutes(10);
    private static final int PART_BYTES = 256 * 1024;
    private static final JsonBytes NOTHING = JsonBytes.ofEncoded("{}");

    private final Operations operations;

    public ArtifactContentEndpoint(Operations operations) {
        this.operations = operations;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(Draft.get("/artifacts/{id}/content", NAME, "Content of an artifact, to be saved as a file")
                .forPersons(Scope.ORGANIZATIONS_READ)
                .streams(this::stream));
    }

    private Future<Void> stream(RestCall call, RoutingContext ctx) {
        var id = call.id("id", "artifact");
        var found = new AtomicReference<@Nullable ArtifactContent>();
        return operations
                .read(call.caller(), Action.admin(NAME), tx -> ArtifactContent.find(tx, call.caller(), id)
                        .map(content -> {
                            var one = content.orElseThrow(ArtifactContentEndpoint::unknown);
                            requirePermission(call.caller(), one);
                            found.set(one);
                            return new Answer(NOTHING, new AuditObject("artifact", id, one.task()), List.of())
                                    .within(one.slug());
                        }))
                .compose(recorded -> send(ctx, call.caller(), Objects.requireNonNull(found.get())));
    }

    private static void requirePermission(Caller caller, ArtifactContent content) {
        if (!caller.within(content.organization()).organization().permits(Permission.TASK_READ)) {
            throw Rights.forbidden();
        }
    }

    private Future<Void> send(RoutingContext ctx, Caller caller, ArtifactContent content) {
        var response = ctx.response();
        var tag = "\"" + content.sha256() + "\"";
        response.putHeader(HttpHeaders.ETAG, tag);
        if (tag.equals(ctx.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            return response.setStatusCode(304).end();
        }
        CallTime.allow(ctx, TIME);
        SafeDownload.headers(response, content);
        return parts(response, caller.within(content.organization()), content, 0);
    }

    /** Each part is read when the one before has been taken, so that no more than one is in memory. */
    private Future<Void> parts(HttpServerResponse response, Caller caller, ArtifactContent content, long offset) {
        return offset >= content.size()
                ? response.end()
                : operations
                        .further(caller, Importance.READ, tx -> content.part(tx, offset, PART_BYTES))
                        .compose(part -> response.write(part.orElseThrow(ArtifactContentEndpoint::unknown)))
                        .compose(sent -> parts(response, caller, content, offset + PART_BYTES));
    }

    private static RuntimeException unknown() {
        return new Failure.NotFound("artifact").asException();
    }
}
