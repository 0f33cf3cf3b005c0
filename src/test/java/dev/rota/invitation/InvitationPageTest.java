package dev.rota.invitation;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestHttpClient;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.user.Passwords;
import dev.rota.user.Users;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where the URL of an invitation leads, for a person with a browser. */
@ExtendWith(EventLoopRule.class)
class InvitationPageTest {
    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
    private static final String PASSWORD = "a password of a new person";

    private static TestServer server;
    private final Map<String, String> cookies = new HashMap<>();
    private TestOrganization acme;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void found() {
        acme = server.organization();
    }

    private JsonObject invited(String email) {
        return TestAdmin.owner(server, acme)
                .post(
                        "/organizations/" + acme.slug() + "/invitations",
                        new JsonObject().put("email", email).put("role", "member"))
                .json();
    }

    private HttpResponse<String> open(String url) {
        return sent(request(url.replaceFirst("^https?://[^/]+", "")).GET());
    }

    private HttpResponse<String> submit(String path, Map<String, String> form) {
        var body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return sent(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", "http://localhost:" + server.port())
                .POST(BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> sent(HttpRequest.Builder request) {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        var answer = TestHttpClient.send(request.build(), BodyHandlers.ofString());
        answer.headers().allValues("set-cookie").forEach(cookie -> {
            var pair = cookie.split(";", 2)[0].split("=", 2);
            cookies.put(pair[0], pair[1]);
        });
        return answer;
    }

    private static String csrf(HttpResponse<String> page) {
        var found = CSRF.matcher(page.body());
        assertThat(found.find()).as(page.body()).isTrue();
        return found.group(1);
    }

    @Test
    void a_new_person_makes_an_account_and_joins() {
        var invitation = invited("page@example.org");
        var page = open(invitation.getString("url"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Organization " + acme.slug(), "page@example.org", "new-password");
        var form = new HashMap<>(Map.of(
                "csrf",
                csrf(page),
                "token",
                invitation.getString("token"),
                "name",
                "Pia Page",
                "password",
                "password1"));
        var weak = submit("/auth/invitation", form);
        assertThat(weak.statusCode()).isEqualTo(422);
        assertThat(weak.body()).contains("choose another", "Pia Page").doesNotContain("password1");
        form.put("password", PASSWORD);
        var joined = submit("/auth/invitation", form);
        assertThat(joined.statusCode()).isEqualTo(200);
        assertThat(joined.body()).contains("You belong to");
        assertThat(open(invitation.getString("url")).statusCode()).isEqualTo(404);
    }

    @Test
    void who_has_an_account_signs_in_and_agrees() {
        var users = new Users(server.own(), new Passwords(server.vertx()));
        var id = await(users.findOrMake("known@example.org", "Kim Known"));
        await(users.setPassword(id, PASSWORD));
        var invitation = invited("known@example.org");
        assertThat(open(invitation.getString("url")).body())
                .contains("/auth/login")
                .doesNotContain("new-password");
        var login = open("/auth/login");
        var signedIn = submit(
                "/auth/login",
                Map.of("csrf", csrf(login), "request", "", "email", "known@example.org", "password", PASSWORD));
        assertThat(signedIn.statusCode()).isEqualTo(303);
        var page = open(invitation.getString("url"));
        var joined = submit("/auth/invitation", Map.of("csrf", csrf(page), "token", invitation.getString("token")));
        assertThat(joined.statusCode()).as(joined.body()).isEqualTo(200);
        assertThat(server.database()
                        .ask("SELECT role FROM rota.membership WHERE org_id = " + acme.id() + " AND user_id = " + id))
                .containsExactly("member");
        assertThat(server.database()
                        .ask("SELECT outcome FROM rota.audit_event WHERE action = 'accept_invitation' AND org_id = "
                                + acme.id()))
                .containsExactly("ok");
    }

    @Test
    void what_is_not_open_shows_no_form() {
        for (var token : new String[] {"", "nonsense", "rota_invite_" + "0".repeat(64) + "_00000000"}) {
            var page = open("/auth/invitation?token=" + token);
            assertThat(page.statusCode()).isEqualTo(404);
            assertThat(page.body()).contains("not open").doesNotContain("<form");
        }
    }

    @Test
    void a_form_of_another_site_counts_for_nothing() {
        var invitation = invited("forged@example.org");
        var forged = submit(
                "/auth/invitation",
                Map.of("csrf", "x", "token", invitation.getString("token"), "name", "Mal", "password", PASSWORD));
        assertThat(forged.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(server.database().ask("SELECT count(*) FROM rota.user_account WHERE email = 'forged@example.org'"))
                .containsExactly("0");
    }
}
