package dev.rota.cli;

import dev.rota.cli.remote.AuthorizationServer;
import dev.rota.cli.remote.RemoteException;
import dev.rota.cli.remote.Server;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Ends the sign-in, here and on the server. */
@Command(
        name = "logout",
        description = "End the sign-in, here and on the server. A pasted token is only forgotten here.")
final class AuthLogoutCommand implements Callable<Integer> {
    @Mixin
    private final ApiOptions options;

    @Mixin
    private final Output output = new Output();

    AuthLogoutCommand(ApiOptions options) {
        this.options = options;
    }

    /** What is kept here goes whatever the server says: somebody who leaves a machine must be able to. */
    @Override
    public Integer call() {
        var login = options.logins().read().orElseThrow(() -> new CommandFailure("nobody is signed in"));
        options.logins().delete();
        var renewal = login.renewal();
        if (renewal != null) {
            try {
                AuthorizationServer.of(new Server(login.url()), Clock.systemUTC())
                        .revoke(renewal);
            } catch (RemoteException away) {
                throw new CommandFailure("signed out here, but the server was not told: " + away.getMessage());
            }
        }
        output.print(
                new JsonObject().put("api_url", login.url().toString()),
                out -> out.println("signed out of " + login.url()));
        return ExitCode.OK;
    }
}
