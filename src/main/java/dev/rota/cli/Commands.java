package dev.rota.cli;

import dev.rota.app.Settings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The tree of commands. A new one is a class here and a line below. */
public final class Commands {
    private Commands() {}

    /**
     * Does what {@code arguments} ask for, and returns the process's exit code.
     *
     * @param environment variables of the process
     */
    public static int execute(Map<String, String> environment, String... arguments) {
        return Arrays.equals(arguments, new String[] {"serve"})
                ? ServeCommand.withoutFlags(environment)
                : in(environment, arguments).execute(arguments);
    }

    /**
     * The command that {@code arguments} name, ready to {@code execute}, or all of them where they name none: one is made in
     * a fraction of the time of all.
     *
     * @param environment variables of the process
     */
    public static CommandLine in(Map<String, String> environment, String... arguments) {
        var all = all(environment);
        var named = arguments.length == 0 ? null : all.get(arguments[0]);
        var rota = new CommandLine(new RotaCommand());
        if (named == null) {
            all.values().forEach(command -> rota.addSubcommand(command.get()));
        } else {
            rota.addSubcommand(named.get());
        }
        return rota.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(CommandFailure::report)
                .setParameterExceptionHandler(CommandFailure::reportUsage);
    }

    private static Map<String, Supplier<Object>> all(Map<String, String> environment) {
        var all = new LinkedHashMap<String, Supplier<Object>>();
        all.put("serve", () -> new ServeCommand(new ServeOptions(environment)));
        all.put("migrate", () -> new MigrateCommand(new DatabaseOptions(environment)));
        all.put("check-config", () -> new CheckConfigCommand(new SettingsOptions(environment), Settings::read));
        all.put("org", () -> org(environment));
        all.put(
                "workspace",
                () -> group(new WorkspaceCommand(), new WorkspaceListCommand(new OrganizationOptions(environment))));
        all.put("auth", () -> auth(environment));
        all.put("mcp", () -> mcp(environment));
        all.put("task", () -> task(environment));
        all.put("user", () -> user(environment));
        all.put("member", () -> group(new MemberCommand(), new MemberAddCommand(new DatabaseOptions(environment))));
        all.put(
                "keys",
                () -> group(
                        new KeysCommand(),
                        new KeysRotateCommand(new DatabaseOptions(environment)),
                        new KeysResealCommand(new DatabaseOptions(environment))));
        all.put("audit", () -> audit(environment));
        all.put("client", () -> group(new ClientCommand(), new ClientCreateCommand(new DatabaseOptions(environment))));
        return all;
    }

    private static CommandLine org(Map<String, String> environment) {
        return group(
                new OrgCommand(),
                new OrgCreateCommand(new DatabaseOptions(environment)),
                new OrgListCommand(new ApiOptions(environment)));
    }

    private static CommandLine user(Map<String, String> environment) {
        return group(
                new UserCommand(),
                new UserCreateCommand(new DatabaseOptions(environment)),
                new UserLinkCommand(new DatabaseOptions(environment)),
                new UserUnlinkCommand(new DatabaseOptions(environment)),
                new UserRevokeExternalCommand(new DatabaseOptions(environment)));
    }

    private static CommandLine audit(Map<String, String> environment) {
        return group(
                new AuditCommand(),
                new AuditVerifyCommand(new DatabaseOptions(environment)),
                new AuditPruneCommand(new DatabaseOptions(environment)));
    }

    private static CommandLine auth(Map<String, String> environment) {
        return group(
                new AuthCommand(),
                new AuthLoginCommand(new ApiOptions(environment)),
                new AuthLogoutCommand(new ApiOptions(environment)),
                new AuthStatusCommand(new ApiOptions(environment)),
                group(
                        new AgentKeyCommand(),
                        new AgentKeyCreateCommand(new OrganizationOptions(environment)),
                        new AgentKeyListCommand(new OrganizationOptions(environment)),
                        new AgentKeyRevokeCommand(new OrganizationOptions(environment))));
    }

    private static CommandLine mcp(Map<String, String> environment) {
        return group(
                new McpCommand(),
                new McpServeCommand(new DialectOptions(environment, DialectOptions.NATIVE)),
                new McpConfigCommand(new DialectOptions(environment, DialectOptions.NATIVE)),
                new McpTestCommand(new DialectOptions(environment, DialectOptions.ANYTASK)));
    }

    private static CommandLine task(Map<String, String> environment) {
        return group(
                new TaskCommand(),
                new TaskListCommand(new TaskOptions(environment)),
                new TaskShowCommand(new TaskOptions(environment)),
                new TaskNextCommand(new TaskOptions(environment)),
                new TaskCreateCommand(new TaskOptions(environment)),
                new TaskSetStatusCommand(new TaskOptions(environment)),
                new TaskUpdateSubtaskCommand(new TaskOptions(environment)),
                new TaskValidateDependenciesCommand(new TaskOptions(environment)),
                new TaskComplexityReportCommand(new TaskOptions(environment)),
                new TaskClaimCommand(new TaskOptions(environment)),
                new TaskFinishCommand(new TaskOptions(environment)));
    }

    private static CommandLine group(Object group, Object... commands) {
        var line = new CommandLine(group);
        for (var command : commands) {
            line.addSubcommand(command);
        }
        return line;
    }

    @Command(name = "org", description = "Organizations.", synopsisSubcommandLabel = "COMMAND")
    private static final class OrgCommand {}

    @Command(name = "workspace", description = "Projects, as AnyTask calls them.", synopsisSubcommandLabel = "COMMAND")
    private static final class WorkspaceCommand {}

    @Command(
            name = "auth",
            description = "Sign in to a server, and keys for agents.",
            synopsisSubcommandLabel = "COMMAND")
    private static final class AuthCommand {}

    @Command(name = "agent-key", description = "Keys that agents call tools with.", synopsisSubcommandLabel = "COMMAND")
    private static final class AgentKeyCommand {}

    @Command(name = "mcp", description = "Connect programs that use MCP servers.", synopsisSubcommandLabel = "COMMAND")
    private static final class McpCommand {}

    @Command(
            name = "task",
            description = "Tasks by number, as Task-Master has them.",
            synopsisSubcommandLabel = "COMMAND")
    private static final class TaskCommand {}

    @Command(name = "user", description = "Accounts of people.", synopsisSubcommandLabel = "COMMAND")
    private static final class UserCommand {}

    @Command(name = "member", description = "Who belongs to an organization.", synopsisSubcommandLabel = "COMMAND")
    private static final class MemberCommand {}

    @Command(
            name = "keys",
            description = "Keys that access tokens are signed with, and secrets are sealed with.",
            synopsisSubcommandLabel = "COMMAND")
    private static final class KeysCommand {}

    @Command(name = "audit", description = "Audit logs of organizations.", synopsisSubcommandLabel = "COMMAND")
    private static final class AuditCommand {}

    @Command(name = "client", description = "OAuth clients.", synopsisSubcommandLabel = "COMMAND")
    private static final class ClientCommand {}
}
