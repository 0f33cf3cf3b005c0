package dev.rota.cli.remote;

import java.time.Clock;

/** Keeps a sign-in alive: access tokens are short-lived, and each refresh token counts once. */
public final class Renewals {
    private final LoginFile file;
    private final Clock clock;

    public Renewals(LoginFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** The login with a token that still counts. Fails with {@link RemoteException} once the sign-in is over. */
    public Login current(Server server, Login login) {
        var renewal = login.renewal();
        if (renewal == null || !renewal.isDue(clock.instant())) {
            return login;
        }
        try {
            var renewed = AuthorizationServer.renew(server, login, renewal, clock);
            file.write(renewed);
            return renewed;
        } catch (RemoteException refused) {
            if (refused.code().equals("invalid_grant")) {
                throw new RemoteException("The sign-in is over. Run 'rota auth login'.");
            }
            throw refused;
        }
    }
}
