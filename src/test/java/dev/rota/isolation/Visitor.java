package dev.rota.isolation;

import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A principal that knocks at every door with names of what is not its own and names of what does not exist, and notes
 * where the two answers differ, or where an answer holds something of a stranger.
 */
final class Visitor {
    /** The endpoints whose tools are called, native ones first. */
    static final List<String> ENDPOINTS = List.of(
            "/mcp/x/all", "/api/mcp", "/api/mcp/rpc", "/mcp/anytask", "/mcp/mcp-tasks", "/mcp/taskmaster?tools=all");

    private static final String ALL = ENDPOINTS.get(0);

    private final TestServer server;
    private final String name;
    private final int number;
    private final OpaqueToken token;
    private final Tenant home;
    private final List<Tenant> strangers;
    private final List<Pair> pairs;
    private final List<String> complaints = new ArrayList<>();
    private final AtomicInteger compared = new AtomicInteger();
    private int succeeded;

    /** Two names of one form: one of something out of reach, one of nothing. */
    record Pair(Kind kind, String unreachable, String absent) {
        static List<Pair> of(Kind kind, List<String> unreachable) {
            var pairs = new ArrayList<Pair>();
            for (var i = 0; i < unreachable.size(); i++) {
                pairs.add(new Pair(kind, unreachable.get(i), kind.absent().get(i)));
            }
            return pairs;
        }
    }

    /** @param number of its own, from 0 */
    Visitor(
            TestServer server,
            String name,
            int number,
            OpaqueToken token,
            Tenant home,
            List<Tenant> strangers,
            List<Pair> pairs) {
        this.server = server;
        this.name = name;
        this.number = number;
        this.token = token;
        this.home = home;
        this.strangers = strangers;
        this.pairs = pairs;
    }

    List<String> complaints() {
        return complaints;
    }

    int compared() {
        return compared.get();
    }

    int succeeded() {
        return succeeded;
    }

    /** Every tool, resource, template, prompt, path and cursor. */
    void knockEverywhere(String strangersCursor) {
        var calls = calls();
        calls.stream()
                .filter(call -> call.changes() || call.kind() != Kind.PERSON)
                .forEach(this::knock);
        list("resources/templates/list", "resourceTemplates").forEach(this::template);
        list("prompts/list", "prompts").forEach(this::prompt);
        pairs.stream().filter(pair -> pair.kind() == Kind.ORGANIZATION).forEach(this::organizationPath);
        pairs.stream().filter(pair -> pair.kind() == Kind.PROJECT).forEach(this::projectPath);
        cursors(strangersCursor);
        calls.forEach(this::callOwn);
        list("resources/list", "resources")
                .forEach(resource ->
                        search("a resource", read(resource.getString("uri")).body()));
    }

    /** Reads about people, while no visitor has yet assigned anything to a name that nobody has. */
    void askForPeople() {
        calls().stream()
                .filter(call -> !call.changes() && call.kind() == Kind.PERSON)
                .forEach(this::knock);
    }

    private List<GeneratedCall> calls() {
        return ENDPOINTS.stream()
                .flatMap(endpoint -> list(endpoint, "tools/list", "tools").stream()
                        .flatMap(tool -> GeneratedCall.of(endpoint, tool).stream()))
                .toList();
    }

    private void knock(GeneratedCall call) {
        for (var pair : pairs) {
            var probe = pair.kind() == call.kind() ? call.with(pair.unreachable(), this::own) : null;
            var nothing = probe == null ? null : call.with(pair.absent(), this::own);
            if (probe != null && nothing != null) {
                compare(call.toString(), pair, tool(call, probe), tool(call, nothing));
            }
        }
    }

    /** The same calls with names of one's own: they must say nothing of strangers either, and some must succeed. */
    private void callOwn(GeneratedCall call) {
        var kind = call.kind();
        var arguments = call.with(kind == null ? "" : own(kind), this::own);
        if (arguments != null) {
            var answer = tool(call, arguments);
            search(call + " with one's own", answer.body());
            if (answer.status() == 200 && answer.body().contains("\"isError\":false")) {
                succeeded++;
            }
        }
    }

    private void template(JsonObject template) {
        var uri = template.getString("uriTemplate");
        Kind.VARIABLES.forEach((variable, kind) -> {
            if (uri.contains("{" + variable + "}")) {
                both(uri, kind, value -> read(uri.replace("{" + variable + "}", encoded(value))));
                both(
                        uri + "?organization",
                        Kind.ORGANIZATION,
                        value ->
                                read(uri.replace("{" + variable + "}", own(kind)) + "?organization=" + encoded(value)));
                completions(new JsonObject().put("type", "ref/resource").put("uri", uri), variable);
            }
        });
    }

    private void prompt(JsonObject prompt) {
        for (var argument : prompt.getJsonArray("arguments", new JsonArray())) {
            var variable = ((JsonObject) argument).getString("name");
            var kind = Kind.ARGUMENTS.get(variable);
            if (kind != null) {
                both(
                        "prompt " + prompt.getString("name"),
                        kind,
                        value -> request(
                                ALL,
                                "prompts/get",
                                new JsonObject()
                                        .put("name", prompt.getString("name"))
                                        .put("arguments", new JsonObject().put(variable, value))));
            }
            completions(new JsonObject().put("type", "ref/prompt").put("name", prompt.getString("name")), variable);
        }
    }

    private void completions(JsonObject ref, String name) {
        for (var start : List.of("", "DEV", "X", "can", "org", "9")) {
            var params = new JsonObject()
                    .put("ref", ref)
                    .put("argument", new JsonObject().put("name", name).put("value", start));
            search("completion", request(ALL, "completion/complete", params).body());
        }
    }

    private void organizationPath(Pair pair) {
        for (var path : List.of("/mcp/o/%s", "/mcp/o/%s/readonly", "/mcp/o/%s/p/DEV", "/mcp/o/%s/x/all")) {
            for (var method : List.of("tools/list", "resources/list", "prompts/list", "ping")) {
                both(path + " " + method, pair, value -> request(path.formatted(value), method, new JsonObject()));
            }
            both(
                    path + " list_tasks",
                    pair,
                    value -> request(path.formatted(value), "tools/call", new JsonObject().put("name", "list_tasks")));
        }
    }

    private void projectPath(Pair pair) {
        var path = "/mcp/o/" + home.organization().slug() + "/p/%s/x/all";
        for (var tool : List.of("list_tasks", "create_task", "claim_task")) {
            var arguments = tool.equals("create_task") ? new JsonObject().put("title", "t") : new JsonObject();
            both(
                    path + " " + tool,
                    pair,
                    value -> request(
                            path.formatted(value),
                            "tools/call",
                            new JsonObject().put("name", tool).put("arguments", arguments)));
        }
        both(path + " tools/list", pair, value -> request(path.formatted(value), "tools/list", new JsonObject()));
    }

    private void cursors(String strangersCursor) {
        var changed = (strangersCursor.charAt(9) == 'A' ? 'B' : 'A') + strangersCursor.substring(10);
        var pair = new Pair(Kind.TASK, strangersCursor, strangersCursor.substring(0, 9) + changed);
        both(
                "list_tasks cursor",
                pair,
                value -> tool("list_tasks", new JsonObject().put("limit", 1).put("cursor", value)));
        both("history cursor", pair, value -> read("task://" + own(Kind.TASK) + "/history?cursor=" + value));
        for (var method : List.of("tools/list", "resources/list", "resources/templates/list", "prompts/list")) {
            both(method + " cursor", pair, value -> request(ALL, method, new JsonObject().put("cursor", value)));
        }
    }

    private void both(String what, Kind kind, Function<String, Answer> call) {
        pairs.stream().filter(pair -> pair.kind() == kind).forEach(pair -> both(what, pair, call));
    }

    private void both(String what, Pair pair, Function<String, Answer> call) {
        compare(what, pair, call.apply(pair.unreachable()), call.apply(pair.absent()));
    }

    private void compare(String what, Pair pair, Answer unreachable, Answer absent) {
        compared.incrementAndGet();
        var one = normal(unreachable, pair.unreachable(), pair.kind());
        var other = normal(absent, pair.absent(), pair.kind());
        if (!one.equals(other)) {
            complaints.add(
                    name + ": " + what + " tells " + pair.unreachable() + " from nothing:\n  " + one + "\n  " + other);
        }
        search(what + " with " + pair.unreachable(), one);
    }

    private void search(String what, String text) {
        for (var stranger : strangers) {
            if (stranger.isIn(text)) {
                complaints.add(name + ": " + what + " shows something of "
                        + stranger.organization().slug() + ": " + text);
            }
        }
    }

    /** Without what was given, which may be said back, and where something was made, without what names it. */
    private static String normal(Answer answer, String given, Kind kind) {
        var headers = new TreeMap<>(answer.headers());
        headers.remove("content-length");
        var body = said(said(answer.body(), given), encoded(given));
        return answer.status() + " " + headers + " " + withoutWhatWasMade(body, kind);
    }

    /** Of these kinds any name will do, so that both calls make something. */
    private static String withoutWhatWasMade(String body, Kind kind) {
        return switch (kind) {
            case PERSON ->
                body.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "UUID")
                        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.+Z]+", "TIME")
                        .replaceAll("\\b[A-Z0-9]{2,10}-\\d+", "KEY")
                        .replaceAll("(id|version|lease_ms)(\\\\?\":)\\d+", "$1$2N");
            case GATE -> body.replaceAll("(check_id\\\\?\":)\\d+", "$1N");
            default -> body;
        };
    }

    private static String said(String body, String given) {
        return body.replaceAll("(?<![\\w-])" + Pattern.quote(given) + "(?![\\w-])", "GIVEN");
    }

    private String own(Kind kind) {
        return kind.own(home, number);
    }

    private Answer tool(GeneratedCall call, JsonObject arguments) {
        return request(
                call.endpoint(),
                "tools/call",
                new JsonObject().put("name", call.tool()).put("arguments", arguments));
    }

    private Answer tool(String tool, JsonObject arguments) {
        return server.tool(token, tool, arguments);
    }

    private Answer read(String uri) {
        return request(ALL, "resources/read", new JsonObject().put("uri", uri));
    }

    private Answer request(String path, String method, JsonObject params) {
        return server.mcp(path, token, method, params);
    }

    private List<JsonObject> list(String method, String member) {
        return list(ALL, method, member);
    }

    private List<JsonObject> list(String endpoint, String method, String member) {
        var result = request(endpoint, method, new JsonObject()).json().getJsonObject("result", new JsonObject());
        return result.getJsonArray(member, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
