package dev.rota.oauth;

import dev.rota.TestHttpClient;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;

/** Somebody's browser, as far as pages notice: it keeps cookies, says where requests come from, and fills in forms. */
public final class TestBrowser {
    private final String base;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    /** @param port of the server on this machine */
    public TestBrowser(int port) {
        base = "http://localhost:" + port;
    }

    /** What was answered. */
    public record Page(int status, HttpResponse<String> response) {
        public String body() {
            return response.body();
        }

        public Document html() {
            return Jsoup.parse(response.body());
        }

        public String header(String name) {
            return String.join(" ", response.headers().allValues(name));
        }

        /** Where the browser is sent. */
        public String location() {
            return header("location");
        }

        /** The code of an error page. */
        public String code() {
            return html().select("dl code").text().split(" ", 2)[0];
        }

        /** What the only form would send, but for what people fill in. */
        public Map<String, String> hidden() {
            var fields = new LinkedHashMap<String, String>();
            html().select("form input[type=hidden]").forEach(input -> fields.put(input.attr("name"), input.val()));
            return fields;
        }
    }

    public Page get(String path) {
        return send(request(path).GET());
    }

    /** Goes where redirects of our own lead. */
    public Page follow(Page page) {
        var next = page;
        for (var i = 0; i < 5 && next.status() == 303 && isOurs(next.location()); i++) {
            next = get(next.location());
        }
        return next;
    }

    /** Sends the page's form, as browsers do that know fetch metadata. */
    public Page submit(Page page, Map<String, String> filledIn) {
        var fields = new ArrayList<Map.Entry<String, String>>(page.hidden().entrySet());
        fields.addAll(filledIn.entrySet());
        return post(page.html().select("form").attr("action"), fields, "same-origin", "null");
    }

    /** Sends any form from anywhere. */
    public Page post(
            String path, List<Map.Entry<String, String>> fields, @Nullable String fetchSite, @Nullable String origin) {
        var body = fields.stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .reduce((a, b) -> a + "&" + b)
                .orElse("");
        var request = request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
        if (fetchSite != null) {
            request.header("Sec-Fetch-Site", fetchSite);
        }
        if (origin != null) {
            request.header("Origin", origin);
        }
        return send(request);
    }

    /** Signs in for its own sake. */
    public Page signIn(String email, String password) {
        return submit(get("/auth/login"), Map.of("email", email, "password", password));
    }

    /** The value of the session cookie. */
    public Optional<String> session() {
        return Optional.ofNullable(cookies.get("session"));
    }

    public void plant(String session) {
        cookies.put("session", session);
    }

    public Page send(HttpRequest.Builder request) {
        var response = TestHttpClient.send(request.build(), BodyHandlers.ofString());
        response.headers().allValues("set-cookie").forEach(this::keep);
        return new Page(response.statusCode(), response);
    }

    public HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path))
                .timeout(Duration.ofSeconds(20));
        if (!cookies.isEmpty()) {
            var all = new ArrayList<String>();
            cookies.forEach((name, value) -> all.add(name + "=" + value));
            request.header("Cookie", String.join("; ", all));
        }
        return request;
    }

    private boolean isOurs(String location) {
        return location.startsWith("/") || location.startsWith(base + "/");
    }

    private void keep(String cookie) {
        var pair = cookie.split(";", 2)[0].split("=", 2);
        if (pair[1].isEmpty()) {
            cookies.remove(pair[0]);
        } else {
            cookies.put(pair[0], pair[1]);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
