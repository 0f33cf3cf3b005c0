package dev.rota.rest;

import dev.rota.failure.FailureCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON value may be: published as JSON Schema 2020-12 in the OpenAPI document and enforced by the same object, so that
 * the two cannot differ. Immutable.
 */
public sealed interface Shape {
    /** As the document has it. */
    JsonObject schema();

    /** Fails with all that is wrong with {@code value}. */
    default void require(@Nullable Object value) {
        var problems = new Problems();
        check("", value, problems);
        problems.settle();
    }

    /** Adds to {@code problems} what is wrong with {@code value}. */
    void check(String pointer, @Nullable Object value, Problems problems);

    /** Fails with all that is wrong with {@code value}, which stands at {@code pointer}. */
    default void require(String pointer, @Nullable Object value) {
        var problems = new Problems();
        check(pointer, value, problems);
        problems.settle();
    }

    /** Text of one line that people read: 1 to {@code most} characters, none of which is a control. */
    static Shape line(int most) {
        return new Text(1, most, null, "", false);
    }

    /** Text of any lines, 0 to {@code most} characters. */
    static Shape text(int most) {
        return new Text(0, most, null, "", true);
    }

    /**
     * Text of that form.
     *
     * @param pattern linear in the length of what it is tried on
     * @param words what it asks for, after "must be "
     */
    static Shape form(String pattern, int most, String words) {
        return new Text(1, most, Pattern.compile(pattern), words, false);
    }

    /** Text as it was stored once: of 0 to {@code most} characters, whatever they are. */
    static Shape stored(int most) {
        return new Stored(most);
    }

    static Shape choice(List<String> values) {
        return new Choice(values);
    }

    static Shape choice(String... values) {
        return new Choice(List.of(values));
    }

    static Shape whole(long least, long most) {
        return new Whole(least, most);
    }

    static Shape flag() {
        return new Flag();
    }

    /** A time of RFC 3339, with its offset. */
    static Shape time() {
        return new Time();
    }

    static Shape list(Shape item, int most) {
        return new Items(item, 0, most);
    }

    /** A list that is not empty. */
    static Shape some(Shape item, int most) {
        return new Items(item, 1, most);
    }

    static Shape object(Member... members) {
        return new Members(List.of(members));
    }

    /** An object whose member names are not known before. */
    static Shape map(Shape value, int most) {
        return new Entries(value, most);
    }

    /** That, or null: what takes a value away. */
    static Shape removable(Shape shape) {
        return new Removable(shape);
    }

    /** Any JSON value. */
    static Shape any() {
        return new Anything();
    }

    /** Any JSON value of at most so many levels and values. */
    static Shape nested(int levels, int values) {
        return new Nested(levels, values, false);
    }

    /** The same, all of whose texts may have lines but no other control characters. */
    static Shape document(int levels, int values) {
        return new Nested(levels, values, true);
    }

    /** A member of an object. */
    record Member(String name, Shape shape, boolean required, String description) {
        public static Member required(String name, Shape shape) {
            return new Member(name, shape, true, "");
        }

        public static Member optional(String name, Shape shape) {
            return new Member(name, shape, false, "");
        }

        public Member described(String words) {
            return new Member(name, shape, required, words);
        }

        private JsonObject schema() {
            return description.isEmpty() ? shape.schema() : shape.schema().put("description", description);
        }
    }

    /** See the methods of the interface, as for all that follow. */
    record Text(int least, int most, @Nullable Pattern pattern, String words, boolean lines) implements Shape {
        @Override
        public JsonObject schema() {
            var schema = new JsonObject().put("type", "string").put("maxLength", most);
            if (least > 0) {
                schema.put("minLength", least);
            }
            return pattern == null ? schema : schema.put("pattern", "^" + pattern.pattern() + "$");
        }

        @Override
        public void check(String pointer, @Nullable Object value, Problems problems) {
            if (!(value instanceof String text)) {
                problems.add(pointer, "must be a string", List.of());
            } else if (text.codePointCount(0, text.length()) > most
                    || text.strip().length() < least) {
                problems.add(pointer, "must have " + least + " to " + most + " characters", List.of());
            } else if (text.codePoints().anyMatch(this::isRefused)) {
                problems.add(pointer, "must not contain control characters", List.of());
            } else if (pattern != null && !pattern.matcher(text).matches()) {
                problems.add(pointer, "must be " + words, List.of());
            }
        }

        private boolean isRefused(int c) {
            return isUnclean(c, lines);
        }
    }

    /** Whether a text with that character, or half of one, is refused. */
    private static boolean isUnclean(int c, boolean lines) {
        var surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return surrogate || (Character.isISOControl(c) && !(lines && (c == '\n' || c == '\r' || c == '\t')));
    }

    /** Whether all of a text may stand in one of several lines. */
    static boolean isClean(String text) {
        return text.codePoints().noneMatch(c -> isUnclean(c, true));
    }

    record Stored(int most) implements Shape {
        @Override
        public JsonObject schema() {
            return new JsonObject().put("type", "string").put("maxLength", most);
        }

        @Override
        public void check(String pointer, @Nullable Object value, Problems problems) {
            if (!(value instanceof String text) || text.codePointCount(0, text.length()) > most) {
                problems.add(pointer, "must be a string of at most " + most + " characters", List.of());
            }
        }
    }

    record Choice(List<String> values) implements Shape {
        public Choice {
            values = List.copyOf(values);
        }

        @Override
        public JsonObject schema() {
            return new JsonObject().put("type", "string").put("enum", new JsonArray(values));
        }

        @Override
        public void check(String pointer, @Nullable Object value, Problems problems) {
            if (!(value instanceof String text) || !values.contains(text)) {
                problems.add(pointer, "must be one of the accepted values", values);
            }
        }
    }

    record Whole(long least, long most) implements Shape {
        @Override
        public JsonObject schema() {
            return new JsonObject().put("type", "integer").put("minimum", least).put("maximum", most);
        }

        @Override
        public void check(String pointer, @Nullable Object value, Problems problems) {
            if (!(value instanceof Number number)
                    || !(number instanceof Integer || number instanceof Long)
                    || number.longValue() < least
                    || number.longValue() > most) {
                problems.add(pointer, "must be an integer from " + least + " to " + most, List.of());
            }
        }
    }

    record Flag() implements Shape {
        @Override
        public JsonObject schema() {
            return new JsonObject().put("type", "boolean");
        }

        @Override
        public void check(String pointer, @Nullable Object value, Problems problems) {
            if (!(value instanceof Boolean)) {
                problems.add(pointer, "must be a boolean", List.of("true", "false"));
            }
        }
    }

    record Time() implements Shape {
        @Override
        public JsonObject schema() {
            return new JsonObject().put("type", "string").put("format", "date-time");
        }

        @Override
        public void check(String pointer, @Nullable Object value, Problems problems) {
            if (!(value instanceof String text) || Times.parse(text).isEmpty()) {
                problems.add(pointer, "must be a time such as 2026-11-21T09:30:00Z", List.of());
            }
        }
    }

    record Items(Shape item, int least, int most) implements Shape {
        @Override
        public JsonObject schema() {
            var schema = new JsonObject()
                    .put("type", "array")
                    .put("items", item.schema())
                    .put("maxItems", most);
            return least == 0 ? schema : schema.put("minItems", least);
        }

        @Override
        public void check(String pointer, @Nullable Object value, Problems problems) {
            if (!(value instanceof JsonArray items)) {
                problems.add(pointer, "must be an array", List.of());
            } else if (items.size() < least || items.size() > most) {
                problems.add(pointer, "must have " + least + " to " + most + " items", List.of());
            } else {
                for (var i = 0; i < items.size(); i++) {
                    item.check(pointer + "/" + i, items.getValue(i), problems);
                }
            }
        }
    }

    record Members(List<Member> members) implements Shape {
        public Members {
            members = List.copyOf(members);
        }

        @Override
        public JsonObject schema() {
            var properties = new JsonObject();
            var required = new JsonArray();
            for (var member : members) {
                properties.put(member.name(), member.schema());
                if (member.required()) {
                    required.add(member.name());
                }
            }
            var schema = new JsonObject()
                    .put("type", "object")
                    .put("properties", properties)
                    .put("additionalProperties", false);
            return required.isEmpty() ? schema : schema.put("required", required);
        }

        @Override
        public void check(String pointer, @Nullable Object value, Problems problems) {
            if (!(value instanceof JsonObject object)) {
                problems.add(pointer, "must be an object", List.of());
                return;
            }
            var known = byName();
            for (var name : object.fieldNames()) {
                if (!known.containsKey(name)) {
                    problems.add(
                            FailureCode.UNKNOWN_FIELD,
                            child(pointer, name),
                            "is not known here",
                            List.copyOf(known.keySet()));
                }
            }
            known.forEach((name, member) -> {
                if (object.containsKey(name)) {
                    member.shape().check(child(pointer, name), object.getValue(name), problems);
                } else if (member.required()) {
                    problems.add(child(pointer, name), "is required", List.of());
                }
            });
        }

        private Map<String, Member> byName() {
            var names = new LinkedHashMap<String, Member>();
            members.forEach(member -> names.put(member.name(), member));
            return names;
        }
    }

    record Entries(Shape value, int most) implements Shape {
        @Override
        public JsonObject schema() {
            return new JsonObject()
                    .put("type", "object")
                    .put("additionalProperties", value.schema())
                    .put("maxProperties", most);
        }

        @Override
        public void check(String pointer, @Nullable Object given, Problems problems) {
            if (!(given instanceof JsonObject object)) {
                problems.add(pointer, "must be an object", List.of());
            } else if (object.size() > most) {
                problems.add(pointer, "must have at most " + most + " members", List.of());
            } else {
                object.forEach(entry -> value.check(child(pointer, entry.getKey()), entry.getValue(), problems));
            }
        }
    }

    record Removable(Shape shape) implements Shape {
        @Override
        public JsonObject schema() {
            return new JsonObject()
                    .put("anyOf", new JsonArray().add(shape.schema()).add(new JsonObject().put("type", "null")));
        }

        @Override
        public void check(String pointer, @Nullable Object value, Problems problems) {
            if (value != null) {
                shape.check(pointer, value, problems);
            }
        }
    }

    record Anything() implements Shape {
        @Override
        public JsonObject schema() {
            return new JsonObject();
        }

        @Override
        public void check(String pointer, @Nullable Object value, Problems problems) {
            // whatever it is
        }
    }

    record Nested(int levels, int values, boolean clean) implements Shape {
        @Override
        public JsonObject schema() {
            return new JsonObject();
        }

        @Override
        public void check(String pointer, @Nullable Object value, Problems problems) {
            var refusal = new NestedValues(this).refusal(value);
            if (refusal != null) {
                problems.add(pointer, refusal, List.of());
            }
        }
    }

    /** The pointer to a member (RFC 6901 section 3); of an unknown name at most 64 characters are echoed. */
    private static String child(String pointer, String name) {
        var shown = name.length() <= 64 ? name : name.substring(0, 64);
        return pointer + "/" + shown.replace("~", "~0").replace("/", "~1");
    }
}
