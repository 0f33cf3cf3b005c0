package dev.rota.database.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds a port on loopback. Below the range that systems give to outgoing connections (32,768 and up on Linux): a
 * client that retries a port of that range while the server is away can connect to itself, and then holds the port.
 */
final class Ports {
    private static final int LOWEST = 20_000;
    private static final int BOUND = 32_000;
    private static final int TRIES = 50;
    private static final byte[] LOOPBACK = {127, 0, 0, 1}; // ServerCommand.HOST, without asking a resolver

    private Ports() {}

    static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
            return true;
        } catch (IOException | IllegalArgumentException taken) {
            return false;
        }
    }

    /** A port that was free a moment ago. */
    static int choose() {
        return ThreadLocalRandom.current()
                .ints(TRIES, LOWEST, BOUND)
                .filter(Ports::free)
                .findFirst()
                .orElseThrow(() -> new EmbeddedPostgresException(
                        "No free port between " + LOWEST + " and " + (BOUND - 1) + " for the database."));
    }
}
