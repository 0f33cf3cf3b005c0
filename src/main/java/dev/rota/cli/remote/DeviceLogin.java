package dev.rota.cli.remote;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Signs in on a page of the server, while this program waits (RFC 8628). */
public final class DeviceLogin {
    private static final int SLOWER_SECONDS = 5;
    private static final int MOST_INTERVAL_SECONDS = 60;

    private final AuthorizationServer authorization;

    public DeviceLogin(Server server, Clock clock) {
        authorization = AuthorizationServer.of(server, clock);
    }

    /**
     * Waits until the person has decided. Fails with {@link RemoteException} where they decline, or let it lapse.
     *
     * @param name of this program, as the person reads it
     * @param shown takes what they must see
     */
    public Login run(String name, Consumer<AuthorizationServer.Waiting> shown) {
        var waiting = authorization.begin(name);
        shown.accept(waiting);
        var interval = waiting.interval();
        while (true) {
            pause(Math.min(interval, MOST_INTERVAL_SECONDS));
            try {
                return authorization.redeem(waiting);
            } catch (RemoteException notYet) {
                interval += slowedBy(notYet);
            }
        }
    }

    /** By how many seconds, where it is worth asking again (RFC 8628 section 3.5). */
    private static int slowedBy(RemoteException refused) {
        return switch (refused.code()) {
            case "authorization_pending" -> 0;
            case "slow_down" -> SLOWER_SECONDS;
            case "access_denied" -> throw new RemoteException("The sign-in was declined.");
            case "expired_token" ->
                throw new RemoteException("Nobody has answered in time: run 'rota auth login' again.");
            default -> throw refused;
        };
    }

    private static void pause(int seconds) {
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS))
                .join();
    }
}
