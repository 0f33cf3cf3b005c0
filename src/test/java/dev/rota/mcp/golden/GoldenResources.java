package dev.rota.mcp.golden;

import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.Prompt;
import dev.rota.mcp.Resource;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One resource, one template, one prompt. */
final class GoldenResources {
    private GoldenResources() {}

    static List<Resource> resources() {
        return List.of(new Active(), new Spec());
    }

    static List<Prompt> prompts() {
        return List.of(new Review());
    }

    private static final class Active implements Resource {
        @Override
        public ResourceDefinition definition() {
            return new ResourceDefinition(
                    "workspace://current/active_task",
                    "active_task",
                    "Active task",
                    "The selected task",
                    "application/json",
                    Set.of());
        }

        @Override
        public Future<Contents> read(Caller caller, String uri, Map<String, String> variables, Exchange exchange) {
            return contents(uri, new JsonObject());
        }
    }

    private static final class Spec implements Resource {
        @Override
        public ResourceDefinition definition() {
            return new ResourceDefinition(
                    "task://{task_id}/spec",
                    "spec",
                    "Specification",
                    "A task",
                    "application/json",
                    Set.of(Scope.TASKS_READ));
        }

        @Override
        public Future<Contents> read(Caller caller, String uri, Map<String, String> variables, Exchange exchange) {
            return "DEV-404".equals(variables.get("task_id"))
                    ? Future.failedFuture(new Failure.NotFound("task").asException())
                    : contents(
                            uri,
                            variables.entrySet().stream()
                                    .collect(
                                            JsonObject::new,
                                            (json, v) -> json.put(v.getKey(), v.getValue()),
                                            JsonObject::mergeIn));
        }
    }

    private static Future<Resource.Contents> contents(String uri, JsonObject json) {
        return Future.succeededFuture(new Resource.Contents(List.of(new JsonObject()
                .put("uri", uri)
                .put("mimeType", "application/json")
                .put("text", json.encode()))));
    }

    private static final class Review implements Prompt {
        @Override
        public PromptDefinition definition() {
            return new PromptDefinition(
                    "review_task", "Review", "Review a task", List.of(new Argument("task", "Its key", true)));
        }

        @Override
        public Future<PromptResult> get(Caller caller, Map<String, String> arguments, Exchange exchange) {
            var content = new JsonObject().put("type", "text").put("text", "Review " + arguments.get("task"));
            return Future.succeededFuture(new PromptResult.Messages(
                    "Review a task",
                    List.of(new JsonObject().put("role", "user").put("content", content))));
        }

        @Override
        public Future<List<String>> complete(
                Caller caller, String argument, String value, Map<String, String> context) {
            return Future.succeededFuture(java.util.stream.IntStream.range(0, 120)
                    .mapToObj(i -> value + i)
                    .toList());
        }
    }
}
