package dev.rota.mcp;

import dev.rota.mcp.conformance.Conformance;
import io.vertx.core.Vertx;

/** Serves the fixtures of the official conformance suite: {@code --port N}. */
public final class ConformanceServer {
    private ConformanceServer() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length != 2 || !args[0].equals("--port")) {
            throw new IllegalArgumentException("usage: ConformanceServer --port N");
        }
        var server =
                Conformance.listen(Vertx.vertx(), Integer.parseInt(args[1])).await();
        System.out.println("ready on http://localhost:" + server.actualPort() + "/mcp");
        Thread.currentThread().join(); // exec:java ends the process when main returns
    }
}
