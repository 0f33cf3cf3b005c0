package dev.rota.audit.rest;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Events as lines of CSV (RFC 4180), none of whose cells a spreadsheet takes for a formula (security U10). */
final class CsvEvents {
    private static final List<String> COLUMNS = List.of(
            "seq",
            "at",
            "category",
            "action",
            "alias",
            "outcome",
            "actor.kind",
            "actor.id",
            "actor.name",
            "on_behalf_of",
            "credential",
            "client",
            "object.kind",
            "object.id",
            "object.key",
            "changes",
            "request_id",
            "network",
            "protocol",
            "duration_us",
            "credential_in_query",
            "truncated");

    /** Characters that a formula may begin with, also in their full width. */
    private static final String FORMULA = "=+-@|\uff1d\uff0b\uff0d\uff20";

    /** What spreadsheets drop at the beginning of a cell, or end it with. */
    private static final String CONTROLS = "\t\r\n";

    private static final String NEEDS_QUOTES = ",\"\r\n";

    private CsvEvents() {}

    static String header() {
        return COLUMNS.stream().map(name -> name.replace('.', '_')).collect(Collectors.joining(",")) + "\r\n";
    }

    static String line(JsonObject event) {
        return COLUMNS.stream().map(name -> cell(value(event, name))).collect(Collectors.joining(",")) + "\r\n";
    }

    private static @Nullable Object value(JsonObject event, String name) {
        var dot = name.indexOf('.');
        if (dot < 0) {
            return event.getValue(name);
        }
        var part = event.getJsonObject(name.substring(0, dot));
        return part == null ? null : part.getValue(name.substring(dot + 1));
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        var text = value instanceof JsonArray array ? array.encode() : value.toString();
        return quoted(value instanceof Number ? text : harmless(text));
    }

    /** An apostrophe before it makes it text: OWASP, "CSV Injection". */
    private static String harmless(String text) {
        var begin = text.stripLeading();
        return begins(text, CONTROLS) || begins(begin, FORMULA) ? "'" + text : text;
    }

    private static boolean begins(String text, String with) {
        return !text.isEmpty() && with.indexOf(text.charAt(0)) >= 0;
    }

    private static String quoted(String text) {
        var needed = text.chars().anyMatch(c -> NEEDS_QUOTES.indexOf(c) >= 0) || !text.equals(text.strip());
        return needed ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
