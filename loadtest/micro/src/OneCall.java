import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Pattern;

/** Single calls, one after the other. */
final class OneCall {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final URI endpoint;
    private final String token;

    OneCall(int port, String token) {
        this.endpoint = URI.create("http://localhost:" + port + "/mcp");
        this.token = token;
    }

    /** The body of a success; anything else ends the run. */
    String call(String tool, String arguments) throws IOException, InterruptedException {
        var response = send(tool, arguments);
        if (!isGood(response)) {
            throw new IllegalStateException(tool + " was answered " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    /** Calls until it succeeds. */
    void await(String tool, String arguments) throws IOException, InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isGood(send(tool, arguments))) {
            if (System.nanoTime() > deadline) {
                call(tool, arguments);
            }
        }
    }

    long number(String body, String name) {
        var found = Pattern.compile("\"" + name + "\":(\\d+)").matcher(body);
        if (!found.find()) {
            throw new IllegalStateException("no " + name + " in " + body);
        }
        return Long.parseLong(found.group(1));
    }

    private static boolean isGood(HttpResponse<String> response) {
        return response.statusCode() == 200 && !response.body().contains("\"isError\":true");
    }

    private HttpResponse<String> send(String tool, String arguments) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(endpoint)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2025-11-25")
                .POST(HttpRequest.BodyPublishers.ofString(
                        Workload.call(0, tool, arguments).body()))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
