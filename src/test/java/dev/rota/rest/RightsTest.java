package dev.rota.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.identity.SystemRole;
import dev.rota.rest.TestPrincipals.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every endpoint of the admin API, by every kind of principal, in their own organization, in another's and in one that does
 * not exist. Requests carry nothing that could change anything, so whoever is let in is told what is wrong with them.
 */
@ExtendWith(EventLoopRule.class)
class RightsTest {
    /** The table of security section 6, written down once more: permission, and the system roles that have it. */
    private static final Map<String, String> MATRIX = Map.ofEntries(
            Map.entry("org.read", "owner admin member"),
            Map.entry("member.read", "owner admin member"),
            Map.entry("task.read", "owner admin member"),
            Map.entry("task.write", "owner admin member"),
            Map.entry("mcp.create", "owner admin member"),
            Map.entry("task.delete", "owner admin"),
            Map.entry("org.update", "owner admin"),
            Map.entry("webhook.manage", "owner admin"),
            Map.entry("agent.manage", "owner admin"),
            Map.entry("audit.read", "owner admin"),
            Map.entry("audit.export", "owner admin"),
            Map.entry("member.invite", "owner admin"),
            Map.entry("member.remove", "owner admin"),
            Map.entry("mcp.manage", "owner admin"),
            Map.entry("member.role", "owner"),
            Map.entry("role.sync", "owner"),
            Map.entry("security.manage", "owner"),
            Map.entry("org.delete", "owner"),
            Map.entry("org.transfer", "owner"));

    /** Every route with its operation, permission, scopes and marks; {@code -Drights.rewrite=true} writes it. */
    private static final Path ROUTES = Path.of("src", "test", "resources", "dev", "rota", "rest", "routes.txt");

    private static final Set<Kind> UNKNOWN_HERE =
            EnumSet.of(Kind.ANONYMOUS, Kind.SUSPENDED, Kind.MCP_OAUTH, Kind.PERSONAL, Kind.ORGANIZATION, Kind.AGENT);

    private static TestServer server;
    private static TestOrganization own;
    private static TestOrganization foreign;
    private static TestPrincipals principals;

    private record Route(String method, String path, JsonObject operation) {
        String name() {
            return operation.getString("operationId");
        }

        boolean ofOrganization() {
            return path.startsWith("/organizations/{org}");
        }

        boolean asksForCredential() {
            return operation.getJsonArray("security").stream()
                            .map(JsonObject.class::cast)
                            .allMatch(one -> one.containsKey("bearer"))
                    && !operation.getJsonArray("security").isEmpty();
        }

        boolean is(String mark) {
            return operation.getBoolean(mark, false);
        }

        /** With values that nothing has. */
        String in(String organization) {
            return path.replace("{org}", organization).replaceAll("\\{[a-z_]+}", "999999999");
        }

        List<String> scopes() {
            return operation.getJsonArray("security").stream()
                    .map(JsonObject.class::cast)
                    .flatMap(one -> one.getJsonArray("bearer", new JsonArray()).stream())
                    .map(String.class::cast)
                    .toList();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.create(), Map.of("rota.limit.rare-per-hour", "1000000"));
        own = server.organization();
        foreign = server.organization();
        principals = new TestPrincipals(server, own);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void m1_the_matrix_is_the_one_that_is_written_down() {
        for (var permission : Permission.values()) {
            var roles = Stream.of(SystemRole.OWNER, SystemRole.ADMIN, SystemRole.MEMBER)
                    .filter(role -> role.permissions().contains(permission))
                    .map(SystemRole::wire)
                    .collect(Collectors.joining(" "));
            assertThat(roles).as(permission.wire()).isEqualTo(MATRIX.get(permission.wire()));
        }
        assertThat(MATRIX).hasSize(Permission.values().length);
    }

    @Test
    void m1_every_route_is_published_with_whom_it_is_for() throws IOException {
        var lines = new ArrayList<String>();
        for (var route : routes()) {
            var operation = route.operation();
            var marks = Stream.of("x-owners-only", "x-fresh", "x-rare")
                    .filter(route::is)
                    .map(mark -> mark.substring(2))
                    .collect(Collectors.joining(" "));
            lines.add(String.join(
                            " | ",
                            route.toString(),
                            route.name(),
                            operation.getString("x-permission", route.asksForCredential() ? "-" : "anybody"),
                            String.join(" ", route.scopes()),
                            marks)
                    .stripTrailing());
        }
        var listing = String.join("\n", lines) + "\n";
        if (Boolean.getBoolean("rights.rewrite")) {
            Files.writeString(ROUTES, listing);
        }
        assertThat(listing).isEqualTo(Files.readString(ROUTES));
    }

    @TestFactory
    Stream<DynamicTest> m1_each_route_lets_in_whom_the_matrix_says() {
        return routes().stream().filter(Route::asksForCredential).flatMap(route -> Stream.of(Kind.values())
                .filter(kind -> !destroys(route, kind))
                .map(kind -> DynamicTest.dynamicTest(route + " by " + name(kind), () -> knock(route, kind))));
    }

    @TestFactory
    Stream<DynamicTest> m1_elsewhere_each_route_answers_as_if_nothing_were_there() {
        return routes().stream().filter(Route::ofOrganization).flatMap(route -> Stream.of(Kind.values())
                .map(kind -> DynamicTest.dynamicTest(
                        route + " elsewhere by " + name(kind), () -> knockElsewhere(route, kind))));
    }

    @TestFactory
    Stream<DynamicTest> m4_a_credential_reaches_no_further_than_its_scopes() {
        return routes().stream()
                .filter(route -> !route.scopes().isEmpty())
                .map(route -> DynamicTest.dynamicTest(route.toString(), () -> {
                    var scope = Scope.parse(route.scopes().get(0)).orElseThrow();
                    var answer = send(route, own.slug(), principals.ownerWithout(scope));
                    assertThat(answer.status()).isEqualTo(403);
                    assertThat(code(answer)).isEqualTo("insufficient_scope");
                    assertThat(answer.header("www-authenticate")).contains("scope=\"" + scope.wire() + "\"");
                }));
    }

    private static void knock(Route route, Kind kind) {
        var answer = send(route, own.slug(), principals.admin(kind));
        if (UNKNOWN_HERE.contains(kind)) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(401);
            assertThat(code(answer)).isEqualTo("invalid_token");
            assertThat(answer.header("www-authenticate")).contains("resource_metadata=");
        } else if (route.ofOrganization() && kind == Kind.REMOVED) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(404);
        } else if (route.ofOrganization() && !permits(route, kind)) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(403);
            assertThat(code(answer)).isEqualTo("forbidden");
        } else if (route.is("x-fresh") && kind == Kind.STALE_OAUTH) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(401);
            assertThat(code(answer)).isEqualTo("reauthentication_required");
            assertThat(answer.header("www-authenticate")).contains("insufficient_user_authentication");
        } else {
            assertThat(answer.status()).as(answer.body()).isNotIn(401, 403).isLessThan(500);
        }
    }

    private static void knockElsewhere(Route route, Kind kind) {
        var admin = principals.admin(kind);
        var foreignly = send(route, foreign.slug(), admin);
        var absently = send(route, "nowhere", admin);
        assertThat(foreignly).isEqualTo(absently);
        assertThat(foreignly.status()).isEqualTo(UNKNOWN_HERE.contains(kind) ? 401 : 404);
    }

    private static boolean permits(Route route, Kind kind) {
        var role =
                switch (kind) {
                    case MEMBER -> "member";
                    case ADMIN -> "admin";
                    default -> "owner";
                };
        if (route.is("x-owners-only") && !role.equals("owner")) {
            return false;
        }
        var permission = route.operation().getString("x-permission");
        return permission == null
                || List.of(MATRIX.getOrDefault(permission, "").split(" ", -1)).contains(role);
    }

    /** Whoever is let in there needs to say no more. */
    private static boolean destroys(Route route, Kind kind) {
        return route.name().equals("delete_organization")
                && EnumSet.of(Kind.OWNER, Kind.FRESH_OAUTH).contains(kind);
    }

    private static Answer send(Route route, String organization, dev.rota.TestAdmin admin) {
        var body = route.operation().containsKey("requestBody") ? new JsonObject() : null;
        return admin.send(route.method(), route.in(organization), body, Map.of());
    }

    private static String code(Answer answer) {
        return answer.json().getString("code");
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static List<Route> routes() {
        var routes = new ArrayList<Route>();
        server.contract().document().getJsonObject("paths").forEach(path -> ((JsonObject) path.getValue())
                .forEach(verb -> routes.add(new Route(
                        verb.getKey().toUpperCase(Locale.ROOT), path.getKey(), (JsonObject) verb.getValue()))));
        return routes;
    }
}
