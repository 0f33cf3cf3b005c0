package dev.rota.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Who is signed in, asked of the server. */
@Command(name = "status", description = "Say who is signed in and where. Exit code 1 when nobody is.")
final class AuthStatusCommand implements Callable<Integer> {
    @Mixin
    private final ApiOptions options;

    @Mixin
    private final Output output = new Output();

    AuthStatusCommand(ApiOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var me = options.admin().get("/me");
        var user = me.getJsonObject("user");
        var url = options.server().url();
        output.print(new JsonObject().put("api_url", url.toString()).mergeIn(me), out -> {
            out.println(user.getString("email") + " at " + url);
            me.getJsonArray("organizations").forEach(one -> {
                var organization = (JsonObject) one;
                out.println("  " + organization.getString("slug") + ", " + organization.getString("role"));
            });
            out.println(options.api().key() == null ? "no key for tools is set" : "a key for tools is set");
        });
        return ExitCode.OK;
    }
}
