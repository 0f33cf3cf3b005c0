package dev.rota.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ThreadLocalRandom;

/** Names of requests, for people who look for one in the logs. Not secret, so a fast generator is enough. */
final class RequestIds {
    static final CharSequence HEADER = io.vertx.core.http.HttpHeaders.createOptimized("X-Request-Id");

    private static final int LONGEST = 64;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private RequestIds() {}

    /** The client's own where it is well formed, else a new one (error catalogue, E2). */
    static String of(HttpServerRequest request) {
        var given = request.getHeader(HEADER);
        return given != null && isWellFormed(given) ? given : create();
    }

    /** 128 random bits. */
    static String create() {
        var random = ThreadLocalRandom.current();
        var text = new char[32];
        spell(random.nextLong(), text, 0);
        spell(random.nextLong(), text, 16);
        return new String(text);
    }

    private static boolean isWellFormed(String id) {
        return !id.isEmpty() && id.length() <= LONGEST && id.chars().allMatch(RequestIds::isAllowed);
    }

    private static boolean isAllowed(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
    }

    private static void spell(long bits, char[] into, int from) {
        for (int i = 0; i < 16; i++) {
            into[from + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 15];
        }
    }
}
