package dev.rota.http;

import dev.rota.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code application/x-www-form-urlencoded}, as browsers and OAuth clients send it. */
public final class FormBody {
    private static final int MOST_FIELDS = 64;

    private FormBody() {}

    /**
     * Completes with every field and all of its values, in their order. Fails as {@link JsonBody#read} does, and with
     * {@code InvalidInput} for what is no form or has more than 64 fields.
     */
    public static Future<Map<String, List<String>>> read(RoutingContext ctx, int limitBytes) {
        return BodyReader.read(ctx, "application/x-www-form-urlencoded", limitBytes)
                .map(FormBody::fields);
    }

    /** The parameters of a query, by the same rules. */
    public static Map<String, List<String>> query(RoutingContext ctx) {
        var query = ctx.request().query();
        return query == null ? Map.of() : fields(Buffer.buffer(query));
    }

    private static Map<String, List<String>> fields(Buffer body) {
        var fields = new LinkedHashMap<String, List<String>>();
        var pairs = body.toString(StandardCharsets.UTF_8).split("&", -1);
        if (pairs.length > MOST_FIELDS) {
            throw new Failure.InvalidInput("", "At most " + MOST_FIELDS + " fields").asException();
        }
        for (var pair : pairs) {
            if (!pair.isEmpty()) {
                var equals = pair.indexOf('=');
                var name = equals < 0 ? pair : pair.substring(0, equals);
                var value = equals < 0 ? "" : pair.substring(equals + 1);
                fields.computeIfAbsent(decoded(name), absent -> new ArrayList<>())
                        .add(decoded(value));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Failure.InvalidInput("", "A field is not percent-encoded as it must be").asException();
        }
    }
}
