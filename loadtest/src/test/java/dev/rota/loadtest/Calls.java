package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.http.HttpRequestActionBuilder;

/** Calls as clients make them: one POST each, no session. */
final class Calls {
    private Calls() {}

    /**
     * A tool call with the session's {@code token}, which must succeed.
     *
     * @param arguments as JSON with single quotes; {@code #{name}} is the session's
     */
    static HttpRequestActionBuilder tool(String name, String arguments) {
        return call(name, name, arguments)
                .check(status().is(200), jsonPath("$.result.isError").ofBoolean().is(false));
    }

    /** The same, named by what is measured, without any expectation. */
    static HttpRequestActionBuilder call(String measured, String name, String arguments) {
        return http(measured)
                .post("/mcp/x/all")
                .header("Authorization", "Bearer #{token}")
                .header("MCP-Protocol-Version", "2025-11-25")
                .body(StringBody("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + name
                        + "\",\"arguments\":" + arguments.replace('\'', '"') + "}}"));
    }
}
