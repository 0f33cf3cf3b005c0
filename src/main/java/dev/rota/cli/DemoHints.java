package dev.rota.cli;

import dev.rota.app.demo.DemoAccess;
import java.io.PrintWriter;
import java.net.URI;

/** What to paste next, when the demo is ready. */
final class DemoHints {
    private DemoHints() {}

    static void print(PrintWriter out, URI publicUrl, DemoAccess demo) {
        var key = demo.agentKey("acme");
        out.println();
        out.println("All credentials of the demo are in " + demo.file() + ". A first call, as an agent of acme:");
        out.println();
        out.println("curl -s " + publicUrl + "/mcp -H 'Authorization: Bearer " + key + "' \\");
        out.println("  -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \\");
        out.println("  -d '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"list_tasks\","
                + "\"arguments\":{\"ready\":true,\"limit\":5}}}'");
        out.println();
        out.println("And to work with it from Claude Code:");
        out.println();
        out.println("claude mcp add --transport http rota " + publicUrl + "/mcp --header \"Authorization: Bearer " + key
                + "\"");
    }
}
