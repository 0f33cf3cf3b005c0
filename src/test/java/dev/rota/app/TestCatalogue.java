package dev.rota.app;

import static dev.rota.TestDatabase.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.attempt.AttemptSettings;
import dev.rota.audit.AuditLog;
import dev.rota.audit.ValueHash;
import dev.rota.database.Database;
import dev.rota.database.DatabaseAddress;
import dev.rota.database.DatabaseSettings;
import dev.rota.egress.Egress;
import dev.rota.egress.EgressSettings;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.mcp.Prompt.PromptResult;
import dev.rota.mcp.ToolArguments;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.catalog.Features;
import dev.rota.model.ModelEndpoints;
import dev.rota.model.ModelServers;
import dev.rota.model.ModelSettings;
import dev.rota.observe.Metrics;
import dev.rota.seal.SealKeys;
import dev.rota.seal.SecretBox;
import dev.rota.token.OpaqueToken;
import dev.rota.transfer.TransferSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/** The native catalogue over a database of a test's own, called as the engine calls it. */
public final class TestCatalogue implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase copy = TestDatabase.create();
    private final Database database = copy.open(vertx);
    private final Features features = features(vertx, database);

    /** The features themselves, for looking at definitions: they cannot be called. */
    static Features unconnected(Vertx vertx) {
        var nowhere = new DatabaseAddress("localhost", 1, "none", "disable", null, TestDatabase.passwords());
        return features(vertx, new Database(vertx, nowhere, DatabaseSettings.DEFAULT));
    }

    private static Features features(Vertx vertx, Database database) {
        return new Catalogue(Domain.over(new Domain.Ports(
                        TestOrganization.operations(vertx, database),
                        database,
                        new AuditLog(vertx, database, new ValueHash(new byte[32]), size -> {}),
                        AttemptSettings.DEFAULT,
                        TransferSettings.DEFAULT,
                        new SealKeys(new byte[32]),
                        URI.create("http://rota.example"),
                        Node.of(vertx, Clock.systemUTC(), new Metrics(), () -> false),
                        models(vertx))))
                .features();
    }

    private static ModelPorts models(Vertx vertx) {
        var egress = new Egress(vertx, EgressSettings.DEFAULT, URI.create("http://rota.example"));
        return new ModelPorts(
                ModelSettings.DEFAULT,
                new ModelEndpoints(new SecretBox(new byte[32])),
                new ModelServers(vertx, egress, ModelSettings.DEFAULT),
                () -> {});
    }

    public TestOrganization organization() {
        return TestOrganization.create(vertx, database);
    }

    public Database database() {
        return database;
    }

    public Features features() {
        return features;
    }

    /** The organization's owner with these scopes only. */
    public Caller limited(TestOrganization organization, Scope... scopes) {
        return organization.caller(organization.issue(
                OpaqueToken.Kind.USER, organization.ownerId(), null, Restrictions.NONE, Set.of(scopes), "mcp"));
    }

    /** Calls a tool and holds its result against its schema. */
    @CanIgnoreReturnValue
    public JsonObject call(Caller caller, String tool, JsonObject arguments) {
        var found = features.tools().find(tool).orElseThrow();
        var given = arguments.copy();
        var organization = found.takeOrganization(given);
        var narrowed = organization == null ? caller : caller.within(organization);
        var checked = new ToolArguments(found.arguments(given, null));
        var result = await(found.tool().call(new ToolCall(narrowed, tool, checked, new SilentExchange())));
        var structured = Objects.requireNonNull(((ToolResult.Complete) result).structured());
        ResultSchemas.check(tool, structured);
        return structured.toJsonObject();
    }

    /** Calls a tool with alternating names and values. */
    @CanIgnoreReturnValue
    public JsonObject call(Caller caller, String tool, Object... arguments) {
        var json = new JsonObject();
        for (var i = 0; i < arguments.length; i += 2) {
            var value = arguments[i + 1];
            json.put((String) arguments[i], value instanceof List<?> list ? new JsonArray(list) : value);
        }
        return call(caller, tool, json);
    }

    /** Makes a task in DEV; its key. */
    @CanIgnoreReturnValue
    public String task(Caller caller, String title, Object... more) {
        var arguments = new ArrayList<Object>(List.of("title", title, "project", "DEV"));
        arguments.addAll(List.of(more));
        return call(caller, "create_task", arguments.toArray())
                .getJsonObject("task")
                .getString("key");
    }

    /** The content items of a resource. */
    public List<JsonObject> read(Caller caller, String uri) {
        var match = features.resources().find(uri).orElseThrow();
        caller.require(match.resource().definition().scopes());
        return await(match.resource().read(caller, uri, match.variables(), new SilentExchange()))
                .items();
    }

    /** The only content item of a resource, which is JSON. */
    public JsonObject readJson(Caller caller, String uri) {
        var items = read(caller, uri);
        if (items.size() != 1) {
            throw new AssertionError(items.size() + " items");
        }
        return new JsonObject(items.get(0).getString("text"));
    }

    /** The texts of a prompt's messages. */
    public List<String> prompt(Caller caller, String name, Map<String, String> arguments) {
        var prompt = features.prompts().find(name).orElseThrow();
        var result = (PromptResult.Messages) await(prompt.get(caller, arguments, new SilentExchange()));
        return result.messages().stream()
                .map(message -> message.getJsonObject("content").getString("text"))
                .toList();
    }

    public List<String> complete(Caller caller, String prompt, String argument, String typed) {
        var found = features.prompts().find(prompt).orElseThrow();
        caller.require(found.completionScopes());
        return await(found.complete(caller, argument, typed, Map.of()));
    }

    /** The code that {@code work} fails with. */
    public static String refusal(Supplier<?> work) {
        Object answer;
        try {
            answer = work.get();
        } catch (FailureException e) {
            return e.failure().code().wire();
        }
        throw new AssertionError("it was not refused: " + answer);
    }

    /** The first column of each row, as the superuser sees it. */
    public List<String> look(String sql) {
        var found = new ArrayList<String>();
        try (var connection = copy.superuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void execute(String sql) {
        copy.execute(sql);
    }

    @Override
    public void close() {
        await(database.close());
        await(vertx.close());
    }
}
