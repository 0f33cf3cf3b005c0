package dev.rota.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestHttpClient;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A person with a browser that has no eyes: it keeps cookies, follows redirects, fills in forms and presses buttons as they
 * are named, and sends nothing that was not on a page. One session lasts as long as the object.
 */
public final class TestPerson {
    private static final int MOST_STEPS = 20;
    private static final Pattern FORM = Pattern.compile("(?s)<form\\b([^>]*)>(.*?)</form>");
    private static final Pattern INPUT = Pattern.compile("(?s)<input\\b([^>]*)>");
    private static final Pattern BUTTON = Pattern.compile("(?s)<button\\b([^>]*)>(.*?)</button>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([a-z-]+)(?:\\s*=\\s*\"([^\"]*)\")?");

    private final String email;
    private final String password;
    private final String server;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    /** @param server its public URL: beyond it, this browser has clients' redirect URIs only */
    public TestPerson(String server, String email, String password) {
        this.server = server;
        this.email = email;
        this.password = password;
    }

    /** Signs in where asked to and approves; where the browser is sent in the end, which is not visited. */
    public URI approves(String url) {
        return decides(url, "approve");
    }

    /** Signs in where asked to and denies. */
    public URI denies(String url) {
        return decides(url, "deny");
    }

    /** Approves, and goes where the browser is sent, which is a page of a client on this machine. */
    public void approvesAndReturns(String url) {
        var back = approves(url);
        assertThat(TestHttpClient.send(HttpRequest.newBuilder(back).build(), BodyHandlers.ofString())
                        .statusCode())
                .isLessThan(400);
    }

    private URI decides(String url, String decision) {
        var answer = get(URI.create(url));
        for (int step = 0; step < MOST_STEPS; step++) {
            if (answer.statusCode() == 303 || answer.statusCode() == 302) {
                var next = answer.uri()
                        .resolve(answer.headers().firstValue("Location").orElseThrow());
                if (!next.toString().startsWith(server)) {
                    return next;
                }
                answer = get(next);
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                answer = submit(answer, decision);
            }
        }
        throw new AssertionError("no end of pages at " + url);
    }

    private HttpResponse<String> get(URI uri) {
        return send(HttpRequest.newBuilder(uri).GET());
    }

    private HttpResponse<String> submit(HttpResponse<String> page, String decision) {
        var form = FORM.matcher(page.body());
        while (form.find()) {
            var fields = fields(form.group(2));
            var button = button(form.group(2), decision);
            if (fields.containsKey("password") || button != null) {
                if (button != null) {
                    fields.putAll(button);
                }
                var action = attributes(form.group(1))
                        .getOrDefault("action", page.uri().toString());
                return post(page.uri().resolve(action), fields);
            }
        }
        throw new AssertionError("nothing to decide on this page: " + page.body());
    }

    private Map<String, String> fields(String form) {
        var fields = new LinkedHashMap<String, String>();
        var input = INPUT.matcher(form);
        while (input.find()) {
            var attributes = attributes(input.group(1));
            var type = attributes.getOrDefault("type", "text");
            var choice = type.equals("radio") || type.equals("checkbox");
            if (attributes.containsKey("name") && (!choice || attributes.containsKey("checked"))) {
                var value =
                        switch (type) {
                            case "email" -> email;
                            case "password" -> password;
                            default -> attributes.getOrDefault("value", choice ? "on" : "");
                        };
                fields.put(attributes.get("name"), value);
            }
        }
        return fields;
    }

    private static @Nullable Map<String, String> button(String form, String decision) {
        var button = BUTTON.matcher(form);
        while (button.find()) {
            var attributes = attributes(button.group(1));
            if (decision.equals(attributes.get("value"))) {
                return Map.of(attributes.get("name"), decision);
            }
        }
        return null;
    }

    private static Map<String, String> attributes(String tag) {
        var attributes = new LinkedHashMap<String, String>();
        var attribute = ATTRIBUTE.matcher(tag);
        while (attribute.find()) {
            attributes.put(attribute.group(1), unescaped(attribute.group(2) == null ? "" : attribute.group(2)));
        }
        return attributes;
    }

    private static String unescaped(String text) {
        return text.replace("&quot;", "\"")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private HttpResponse<String> post(URI uri, Map<String, String> fields) {
        var form = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", server)
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString(form)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        var answer = TestHttpClient.send(request.build(), BodyHandlers.ofString());
        answer.headers().allValues("Set-Cookie").forEach(this::keep);
        return answer;
    }

    private void keep(String cookie) {
        var pair = cookie.split(";", 2)[0].split("=", 2);
        cookies.put(pair[0], pair[1]);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
