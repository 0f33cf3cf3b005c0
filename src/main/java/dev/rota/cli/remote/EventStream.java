package dev.rota.cli.remote;

import java.util.Optional;

/**
 * Reads server-sent events line by line (WHATWG HTML section 9.2.6), their data alone: MCP says nothing in the other
 * fields. Not for use by several threads.
 */
public final class EventStream {
    private final int most;
    private final StringBuilder data = new StringBuilder();

    /** @param most characters of one event */
    public EventStream(int most) {
        this.most = most;
    }

    /**
     * The data of an event that ends with this line; empty while one goes on, and for one without data. Fails with {@link
     * RemoteException} for an event that is too long.
     */
    public Optional<String> line(String line) {
        if (line.isEmpty()) {
            var whole = data.toString();
            data.setLength(0);
            return whole.isEmpty() ? Optional.empty() : Optional.of(whole);
        }
        if (line.startsWith("data:")) {
            if (data.length() + line.length() > most) {
                throw new RemoteException("an event of the server is longer than " + most + " characters");
            }
            data.append(data.length() > 0 ? "\n" : "").append(line.substring(5).strip());
        }
        return Optional.empty();
    }
}
