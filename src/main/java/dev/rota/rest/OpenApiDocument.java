package dev.rota.rest;

import dev.rota.identity.Scope;
import dev.rota.rest.Shape.Member;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The endpoints as OpenAPI 3.1: what is served is what is routed and enforced, because it is made from the same objects. */
final class OpenApiDocument {
    /** RFC 9457, as {@code http.ProblemDocument} writes it. */
    private static final Shape PROBLEM = Shape.object(
            Member.required("type", Shape.line(100)),
            Member.required("title", Shape.line(100)),
            Member.required("status", Shape.whole(400, 599)),
            Member.optional("detail", Shape.text(1_000)),
            Member.required("code", Shape.line(64)),
            Member.required("request_id", Shape.line(64)),
            Member.optional("hint", Shape.text(1_000)),
            Member.optional("scope", Shape.line(1_000)),
            Member.optional("current", Shape.any()),
            Member.optional(
                    "errors",
                    Shape.list(
                            Shape.object(
                                    Member.optional("pointer", Shape.text(1_000)),
                                    Member.optional("parameter", Shape.text(100)),
                                    Member.required("detail", Shape.text(1_000)),
                                    Member.optional("accepted", Shape.list(Shape.text(1_000), 200))),
                            10)));

    private final List<Endpoint> endpoints;
    private final String publicUrl;

    OpenApiDocument(List<Endpoint> endpoints, String publicUrl) {
        this.endpoints = endpoints;
        this.publicUrl = publicUrl;
    }

    Buffer toBuffer() {
        return toJson().toBuffer();
    }

    JsonObject toJson() {
        var paths = new JsonObject();
        for (var endpoint : endpoints) {
            if (!paths.containsKey(endpoint.path())) {
                paths.put(endpoint.path(), new JsonObject());
            }
            if (endpoint.media().isEmpty()) {
                paths.getJsonObject(endpoint.path()).put(method(endpoint), operation(endpoint));
            }
        }
        endpoints.stream()
                .filter(endpoint -> !endpoint.media().isEmpty())
                .forEach(endpoint ->
                        represent(endpoint, paths.getJsonObject(endpoint.path()).getJsonObject(method(endpoint))));
        return new JsonObject()
                .put("openapi", "3.1.0")
                .put("info", new JsonObject().put("title", "Rota admin API").put("version", "1"))
                .put("servers", new JsonArray().add(new JsonObject().put("url", publicUrl + RestRoutes.BASE)))
                .put("paths", paths)
                .put("components", components());
    }

    private static String method(Endpoint endpoint) {
        return endpoint.method().name().toLowerCase(Locale.ROOT);
    }

    /** OpenAPI has one operation a method, so that another representation is a content type of its answer. */
    private static void represent(Endpoint endpoint, JsonObject operation) {
        var content = operation
                .getJsonObject("responses")
                .getJsonObject(Integer.toString(endpoint.status()))
                .getJsonObject("content");
        endpoint.media()
                .forEach(type -> content.put(
                        type,
                        new JsonObject()
                                .put("schema", new JsonObject().put("type", "string"))
                                .put("x-operation", endpoint.name())
                                .put("x-permission", permission(endpoint))));
    }

    private static @Nullable String permission(Endpoint endpoint) {
        var permission = endpoint.access().permission();
        return permission == null ? null : permission.wire();
    }

    private static JsonObject operation(Endpoint endpoint) {
        var operation = new JsonObject()
                .put("operationId", endpoint.name())
                .put("summary", endpoint.summary())
                .put("tags", new JsonArray().add(tag(endpoint)))
                .put("parameters", parameters(endpoint))
                .put("security", security(endpoint));
        access(operation, endpoint.access());
        var body = endpoint.body();
        if (body != null) {
            operation.put("requestBody", new JsonObject().put("content", content("application/json", body.schema())));
        }
        if (!endpoint.received().isEmpty()) {
            operation.put(
                    "requestBody", new JsonObject().put("content", content(endpoint.received(), new JsonObject())));
        }
        return operation.put("responses", responses(endpoint));
    }

    /** What no scope says (specification extensions). */
    private static void access(JsonObject operation, Access access) {
        var permission = access.permission();
        if (permission != null) {
            operation.put("x-permission", permission.wire());
        }
        mark(operation, "x-owners-only", access.ownersOnly());
        mark(operation, "x-fresh", access.fresh());
        mark(operation, "x-rare", access.rare());
    }

    private static void mark(JsonObject operation, String name, boolean holds) {
        if (holds) {
            operation.put(name, true);
        }
    }

    /** The resource: the last word of the path that is no parameter, or of those that belong to a person the second. */
    private static String tag(Endpoint endpoint) {
        var words = endpoint.path().substring(1).split("/", -1);
        return switch (words[0]) {
            case "organizations" -> words.length > 2 ? words[2] : words[0];
            default -> words[0];
        };
    }

    private static JsonArray parameters(Endpoint endpoint) {
        var parameters = new JsonArray();
        for (var name : endpoint.pathParameters()) {
            parameters.add(new JsonObject()
                    .put("name", name)
                    .put("in", "path")
                    .put("required", true)
                    .put("schema", new JsonObject().put("type", "string")));
        }
        endpoint.query().forEach(parameter -> parameters.add(parameter.document()));
        if (endpoint.keepsAnswer()) {
            parameters.add(header("Idempotency-Key", "Makes a repetition harmless for 24 hours"));
        }
        if (endpoint.takesCondition()) {
            parameters.add(header("If-Match", "Changes nothing unless this is the ETag"));
        }
        return parameters;
    }

    private static JsonObject header(String name, String description) {
        return new JsonObject()
                .put("name", name)
                .put("in", "header")
                .put("required", false)
                .put("description", description)
                .put("schema", new JsonObject().put("type", "string").put("maxLength", 255));
    }

    private static JsonArray security(Endpoint endpoint) {
        var scope = endpoint.access().scope();
        var needed = new JsonArray();
        if (scope != null) {
            needed.add(scope.wire());
        }
        var credential = new JsonObject().put("bearer", needed);
        return switch (endpoint.access().door()) {
            case ANYBODY -> new JsonArray();
            case ANYBODY_OR_PERSON -> new JsonArray().add(new JsonObject()).add(credential);
            case PERSON, MEMBER -> new JsonArray().add(credential);
        };
    }

    private static JsonObject responses(Endpoint endpoint) {
        var success = new JsonObject().put("description", endpoint.summary());
        var answer = endpoint.answer();
        if (answer != null) {
            success.put("content", content("application/json", answer.schema()));
        }
        return new JsonObject()
                .put(Integer.toString(endpoint.status()), success)
                .put("default", new JsonObject().put("$ref", "#/components/responses/Problem"));
    }

    private static JsonObject content(String type, JsonObject schema) {
        return new JsonObject().put(type, new JsonObject().put("schema", schema));
    }

    private JsonObject components() {
        var scopes = new StringBuilder();
        Scope.OF_ADMIN_API.stream()
                .sorted()
                .forEach(scope ->
                        scopes.append("\n- ").append(scope.wire()).append(": ").append(scope.words()));
        return new JsonObject()
                .put("schemas", new JsonObject().put("Problem", PROBLEM.schema()))
                .put(
                        "responses",
                        new JsonObject()
                                .put(
                                        "Problem",
                                        new JsonObject()
                                                .put("description", "What was wrong (RFC 9457)")
                                                .put(
                                                        "content",
                                                        content(
                                                                "application/problem+json",
                                                                new JsonObject()
                                                                        .put("$ref", "#/components/schemas/Problem")))))
                .put(
                        "securitySchemes",
                        new JsonObject()
                                .put(
                                        "bearer",
                                        new JsonObject()
                                                .put("type", "http")
                                                .put("scheme", "bearer")
                                                .put(
                                                        "description",
                                                        "An access token for " + publicUrl + RestRoutes.BASE
                                                                + ", or a personal token of the resource admin. Scopes:"
                                                                + scopes)));
    }
}
