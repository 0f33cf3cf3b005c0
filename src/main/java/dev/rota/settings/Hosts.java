package dev.rota.settings;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a host's name says by itself, without asking any resolver. */
public final class Hosts {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|\\[?::1]?");

    private Hosts() {}

    /** Whether {@code host} can only be this machine: {@code localhost}, 127.0.0.0/8 or ::1, with brackets or without. */
    public static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
