package dev.rota.cli;

import dev.rota.cli.remote.AdminClient;
import dev.rota.cli.remote.AuthorizationServer.Waiting;
import dev.rota.cli.remote.DeviceLogin;
import dev.rota.cli.remote.Login;
import dev.rota.settings.Secret;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Signs in to a server's admin API, for the commands that come after. */
@Command(
        name = "login",
        description =
                "Sign in to a server: opens a page of it, and keeps what it gives in your configuration directory,"
                        + " readable to you alone.")
final class AuthLoginCommand implements Callable<Integer> {
    @Mixin
    private final ApiOptions options;

    @Mixin
    private final Output output = new Output();

    @Option(
            names = "--token-stdin",
            description = "Read a token of the admin API from standard input instead, as scripts do.")
    private boolean fromInput;

    AuthLoginCommand(ApiOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws IOException {
        var login =
                fromInput ? pasted() : new DeviceLogin(options.server(), Clock.systemUTC()).run("Rota CLI", this::show);
        var me = new AdminClient(options.server(), login.token()).get("/me");
        options.logins().write(login);
        output.print(
                new JsonObject().put("api_url", login.url().toString()).put("user", me.getJsonObject("user")),
                out -> out.println("signed in to " + login.url() + " as "
                        + me.getJsonObject("user").getString("email")));
        return ExitCode.OK;
    }

    private Login pasted() throws IOException {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var line = input.readLine();
        if (line == null || line.isBlank()) {
            throw new CommandFailure("--token-stdin: there is no token on standard input");
        }
        return new Login(options.server().url(), new Secret(line.strip()), null);
    }

    /** On standard error: standard output is for the answer. */
    private void show(Waiting waiting) {
        output.say("Open " + (waiting.complete().isEmpty() ? waiting.page() : waiting.complete()));
        output.say("and check that it shows the code " + waiting.userCode() + ". Waiting for you to decide there…");
    }
}
