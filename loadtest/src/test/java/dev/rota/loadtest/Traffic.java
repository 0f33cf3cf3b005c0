package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.bodyBytes;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Single calls of any agent of any of these organizations: of ten, four list what is ready, four read a task, two change
 * one, or by {@code -Dmix} as its three numbers say. Tallied by outcome, by phase and outcome, by phase, tool and outcome:
 * {@code answered}, {@code refused} (with a time to come back), {@code failed}.
 */
final class Traffic {
    /** One as often as it is to be called. */
    private static final List<String> TOOLS = tools(System.getProperty("mix", "4,4,2"));

    private final List<Target.Organization> organizations;
    private final Tally tally;

    Traffic(List<Target.Organization> organizations, Tally tally) {
        this.organizations = organizations;
        this.tally = tally;
    }

    /** Whether all calls cost about the same, so that a number of them tells how much work they are. */
    static boolean isOfOneTool() {
        return TOOLS.stream().distinct().count() == 1;
    }

    /** What is called, for a table. */
    static String name() {
        return isOfOneTool() ? TOOLS.get(0) : "all";
    }

    private static List<String> tools(String mix) {
        var shares = mix.split(",");
        var names = List.of("list_tasks", "get_task", "update_task");
        if (!mix.matches("\\d+,\\d+,\\d+") || mix.matches("[0,]+")) {
            throw new IllegalArgumentException("-Dmix= is the shares of " + String.join(", ", names) + ", such as 4,4,2");
        }
        return IntStream.range(0, names.size())
                .boxed()
                .flatMap(i -> Collections.nCopies(Integer.parseInt(shares[i]), names.get(i)).stream())
                .toList();
    }

    /** One call that may be refused, if it is told when to come back. */
    ChainBuilder callOrRefusal(Supplier<String> phase) {
        var request = request()
                .check(status().in(200, 429, 503))
                .checkIf((response, session) -> response.status().code() == 200)
                .then(bodyBytes().transform(Traffic::isSuccess).is(true))
                .checkIf((response, session) -> response.status().code() != 200)
                .then(header("Retry-After").transform(Traffic::isTime).is(true));
        return exec(session -> choose(session.remove("status").markAsSucceeded(), phase.get()))
                .exec(request)
                .exec(this::tell);
    }

    /** Which an answer says at its end: to read all of it would take time that the server should have. */
    private static boolean isSuccess(byte[] answer) {
        var from = Math.max(0, answer.length - 64);
        return new String(answer, from, answer.length - from, ISO_8859_1).contains("\"isError\":false");
    }

    private static boolean isTime(String value) {
        return value.matches("[1-9][0-9]{0,2}");
    }

    private Session choose(Session session, String phase) {
        var random = ThreadLocalRandom.current();
        var organization = organizations.get(random.nextInt(organizations.size()));
        var keys = organization.agentKeys();
        var task = organization.project() + "-" + (1 + random.nextInt(organization.tasks()));
        var tool = TOOLS.get(random.nextInt(TOOLS.size()));
        var arguments =
                switch (tool) {
                    case "list_tasks" -> "{\"project\":\"" + organization.project() + "\",\"ready\":true,\"limit\":20}";
                    case "get_task" -> "{\"task\":\"" + task + "\"}";
                    default -> "{\"task\":\"" + task + "\",\"priority\":" + (random.nextInt(5) - 2) + "}";
                };
        return session.set("server", organization.baseUrl())
                .set("token", keys.get(random.nextInt(keys.size())))
                .set("phase", phase)
                .set("tool", tool)
                .set("arguments", arguments);
    }

    private static HttpRequestActionBuilder request() {
        return http("#{phase}: #{tool}")
                .post("#{server}/mcp/x/all")
                .header("Authorization", "Bearer #{token}")
                .header("MCP-Protocol-Version", "2025-11-25")
                .body(StringBody("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
                        + "\"params\":{\"name\":\"#{tool}\",\"arguments\":#{arguments}}}"))
                .check(status().saveAs("status"), responseTimeInMillis().saveAs("time"));
    }

    private Session tell(Session session) {
        var outcome = !session.contains("status") || session.isFailed()
                ? "failed"
                : session.getInt("status") == 200 ? "answered" : "refused";
        var time = session.contains("status") ? session.getInt("time") : 0;
        var phase = session.getString("phase");
        tally.add(outcome, time);
        tally.add(phase + " " + outcome, time);
        tally.add(phase + " " + session.getString("tool") + " " + outcome, time);
        return session;
    }
}
