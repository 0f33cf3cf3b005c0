package dev.rota.settings;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds a port where the configuration leaves it open. Below the range that systems give to outgoing connections
 * (32,768 and up on Linux): one of that range can be given away between the choice and the listening, and a client that
 * retries it while the server is away can connect to itself, and then holds the port.
 */
public final class FreePorts {
    private static final int LOWEST = 20_000;
    private static final int BOUND = 32_000;
    private static final int TRIES = 50;

    private FreePorts() {}

    /** Whether nothing listens on this port, on any address. */
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException | IllegalArgumentException taken) {
            return false;
        }
    }

    /**
     * A port that was free a moment ago.
     *
     * @throws IllegalStateException where none was found
     */
    public static int choose() {
        return ThreadLocalRandom.current()
                .ints(TRIES, LOWEST, BOUND)
                .filter(FreePorts::isFree)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port between " + LOWEST + " and " + (BOUND - 1)));
    }
}
