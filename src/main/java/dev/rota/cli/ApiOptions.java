package dev.rota.cli;

import dev.rota.app.ApiSettings;
import dev.rota.app.Settings;
import dev.rota.cli.remote.AdminClient;
import dev.rota.cli.remote.Login;
import dev.rota.cli.remote.LoginFile;
import dev.rota.cli.remote.McpClient;
import dev.rota.cli.remote.RemoteException;
import dev.rota.cli.remote.Renewals;
import dev.rota.cli.remote.Server;
import dev.rota.cli.remote.Workspace;
import dev.rota.settings.Secret;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server a command calls, and as whom. Used as a mixin of every command that is a client of the API. */
class ApiOptions extends SettingsOptions {
    static final String NO_KEY =
            """
            API key is required: nothing says as whom to call tools. One of three ways:
            1. set ROTA_API_KEY (or ANYTASK_API_KEY) to an agent's key
            2. write rota.api-key=… or rota.api-key-file=… into config/rota.properties, or a file for --config
            3. make a key first: 'rota auth login', then 'rota auth agent-key create --name N --permissions read,write,execute'
            The demo's keys are in its data directory, in demo.json.""";

    private static final String NO_LOGIN =
            """
            Nobody is signed in. One of three ways:
            1. 'rota auth login' opens a page of the server
            2. 'rota auth login --token-stdin' takes a token of the admin API
            3. set ROTA_API_KEY to a token of the admin API
            The demo's admin_token is in its data directory, in demo.json.""";

    @Option(
            names = "--api-url",
            paramLabel = "URL",
            description = "The server; default: rota.api-url, else the login's.")
    private @Nullable String url;

    @Option(
            names = "--project",
            paramLabel = "PROJECT",
            description = "Key or id of the project to work in; default: rota.project, else the key's only one.")
    private @Nullable String project;

    private final LoginFile logins;
    private @Nullable ApiSettings read;

    ApiOptions(Map<String, String> environment) {
        super(environment);
        logins = new LoginFile(environment);
    }

    /** What settings and flags say. */
    final ApiSettings api() {
        var known = read;
        if (known == null) {
            var flags = new HashMap<String, String>();
            DatabaseOptions.put(flags, "rota.api-url", url);
            DatabaseOptions.put(flags, "rota.project", project);
            var reader = reader(flags);
            known = Settings.read(reader).api();
            reader.finish(ApiSettings.KEYS);
            read = known;
        }
        return known;
    }

    final LoginFile logins() {
        return logins;
    }

    final @Nullable String project() {
        return api().project();
    }

    /** The project that this very command names, whatever the settings say; null where it names none. */
    final @Nullable String chosenProject() {
        return project;
    }

    final Server server() {
        return new Server(url());
    }

    private URI url() {
        var set = api().url();
        return set != null ? set : logins.read().map(Login::url).orElse(ApiSettings.USUAL_URL);
    }

    /** The key that tools are called with. */
    final Secret key() {
        var key = api().key();
        if (key == null) {
            throw new CommandFailure(NO_KEY);
        }
        return key;
    }

    /** Tools of a native path, or of a dialect's own one, whatever the project. */
    final McpClient tools(String path) {
        return new McpClient(server(), key(), path);
    }

    /**
     * The same for a dialect, pinned to the project where one is set.
     *
     * @param dialect last segment of its path, such as {@code anytask}; a query may follow
     */
    final McpClient dialect(String dialect) {
        return tools(path(dialect));
    }

    /** The path of a dialect, or with {@code native} of native tools, pinned to the project where one is set. */
    final String path(String dialect) {
        var pinned = project() == null
                ? "/mcp"
                : Workspace.find(tools("/mcp"), project()).path();
        return dialect.equals(DialectOptions.NATIVE) ? pinned : pinned + "/" + dialect;
    }

    /** The admin API as whoever has signed in, else by the key. */
    final AdminClient admin() {
        var login = logins.read().filter(one -> one.url().equals(url()));
        if (login.isPresent()) {
            return new AdminClient(
                    server(),
                    new Renewals(logins, Clock.systemUTC())
                            .current(server(), login.get())
                            .token());
        }
        var key = api().key();
        if (key == null) {
            throw new CommandFailure(NO_LOGIN);
        }
        return new AdminClient(server(), key);
    }

    /** The organization that an option names, else the only one there is. */
    static String organization(AdminClient admin, @Nullable String named) {
        if (named != null) {
            return AdminClient.encoded(named);
        }
        var slugs = admin.list("/organizations").stream()
                .map(one -> one.getString("slug"))
                .toList();
        if (slugs.size() == 1) {
            return slugs.get(0);
        }
        throw new RemoteException(
                slugs.isEmpty()
                        ? "You belong to no organization."
                        : "You belong to several organizations: name one with --org, of " + String.join(", ", slugs));
    }
}
