package dev.rota.mcp.catalog;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Matches URIs against one RFC 6570 level 1 template: each variable is one path segment, percent-decoded. Parameters
 * of a query, which no template names, become variables as well.
 */
final class UriTemplate {
    private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z0-9_]+)}");

    private final List<String> names = new ArrayList<>();
    private final Pattern pattern;

    UriTemplate(String template) {
        var regex = new StringBuilder();
        var variables = VARIABLE.matcher(template);
        var at = 0;
        while (variables.find()) {
            regex.append(Pattern.quote(template.substring(at, variables.start())))
                    .append("([^/?#]+)");
            names.add(variables.group(1));
            at = variables.end();
        }
        regex.append(Pattern.quote(template.substring(at))).append("(?:\\?([^#]*))?");
        pattern = Pattern.compile(regex.toString());
    }

    /** The variables; empty when the URI is not of this template or not well encoded. */
    Optional<Map<String, String>> match(String uri) {
        var matcher = pattern.matcher(uri);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var variables = new LinkedHashMap<String, String>();
        try {
            for (var i = 0; i < names.size(); i++) {
                variables.put(names.get(i), decoded(matcher.group(i + 1).replace("+", "%2B")));
            }
            addQuery(variables, matcher.group(names.size() + 1));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
        return Optional.of(variables);
    }

    private static void addQuery(Map<String, String> variables, String query) {
        if (query != null && !query.isEmpty()) {
            for (var parameter : query.split("&", -1)) {
                var equals = parameter.indexOf('=');
                if (equals > 0) { // a variable of the path is never overridden
                    variables.putIfAbsent(
                            decoded(parameter.substring(0, equals)), decoded(parameter.substring(equals + 1)));
                }
            }
        }
    }

    private static String decoded(String part) {
        var text = URLDecoder.decode(part, StandardCharsets.UTF_8);
        if (!PlainText.isAllowed(text) || text.indexOf('\uFFFD') >= 0) {
            throw new IllegalArgumentException("control characters");
        }
        return text;
    }
}
