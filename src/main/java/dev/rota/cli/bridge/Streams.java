package dev.rota.cli.bridge;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Standard output for messages, one on a line, and standard error for people. */
public final class Streams implements Output {
    private final PrintStream out;
    private final PrintWriter err;

    public Streams(PrintStream out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public synchronized void message(String json) {
        var line = json.replace('\n', ' ').replace('\r', ' ') + "\n"; // between JSON's tokens: there are none within
        out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public synchronized void complaint(String text) {
        err.println("rota: " + text);
        err.flush();
    }
}
