package dev.rota.mcp.catalog;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What one argument must be, compiled from its published schema. */
sealed interface Rule {
    /**
     * The value in its normal form; {@code value} itself where there is nothing to change or something to report.
     *
     * @param field its name, or below the top level its RFC 6901 pointer
     */
    Object check(Object value, String field, Problems problems);

    /** A string, by Unicode code points. */
    record Text(int min, int max) implements Rule {
        @Override
        public Object check(Object value, String field, Problems problems) {
            if (!(value instanceof String text)) {
                problems.add(field, "must be a string");
            } else if (!PlainText.isAllowed(text)) {
                problems.add(field, PlainText.RULE);
            } else {
                checkLength(text.codePointCount(0, text.length()), field, problems);
            }
            return value;
        }

        private void checkLength(int length, String field, Problems problems) {
            if (length < min) {
                problems.add(field, min == 1 ? "must not be empty" : "must have at least " + min + " characters");
            } else if (length > max) {
                problems.add(field, "must have at most " + max + " characters");
            }
        }
    }

    /** One of a few texts. Case, separators and the two spellings of cancelled do not matter on input. */
    record Choice(List<String> values, Map<String, String> byCanonical) implements Rule {
        static Choice of(List<String> values) {
            var byCanonical = new LinkedHashMap<String, String>();
            values.forEach(value -> byCanonical.putIfAbsent(canonical(value), value));
            return new Choice(List.copyOf(values), byCanonical);
        }

        @Override
        public Object check(Object value, String field, Problems problems) {
            if (value instanceof String text) {
                var match = values.contains(text) ? text : byCanonical.get(canonical(text));
                if (match != null) {
                    return match;
                }
            }
            problems.add(field, "must be one of " + String.join(", ", values), values);
            return value;
        }

        private static String canonical(String text) {
            var plain = text.strip().toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
            return plain.equals("canceled") ? "cancelled" : plain;
        }
    }

    /** An integer; one written with a zero fraction counts. */
    record Whole(long min, long max) implements Rule {
        @Override
        public Object check(Object value, String field, Problems problems) {
            if (value instanceof Integer || value instanceof Long) {
                checkRange(((Number) value).longValue(), field, problems);
                return value;
            }
            if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1L << 53) {
                checkRange(number.longValue(), field, problems);
                return number.longValue();
            }
            problems.add(field, value instanceof java.math.BigInteger ? range() : "must be an integer");
            return value;
        }

        private void checkRange(long number, String field, Problems problems) {
            if (number < min || number > max) {
                problems.add(field, range());
            }
        }

        private String range() {
            return "must be from " + min + " to " + max;
        }
    }

    /** Any number. */
    record Decimal(double min, double max) implements Rule {
        @Override
        public Object check(Object value, String field, Problems problems) {
            if (!(value instanceof Number number)) {
                problems.add(field, "must be a number");
            } else if (number.doubleValue() < min) {
                problems.add(field, "must be at least " + plain(min));
            } else if (number.doubleValue() > max) {
                problems.add(field, "must be at most " + plain(max));
            }
            return value;
        }

        private static String plain(double bound) {
            return java.math.BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
        }
    }

    /** What names a thing: its number or another of its names. It arrives as text. */
    record Reference() implements Rule {
        @Override
        public Object check(Object value, String field, Problems problems) {
            if (value instanceof Integer || value instanceof Long) {
                return value.toString();
            }
            if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1L << 53) {
                return Long.toString(number.longValue());
            }
            if (!(value instanceof String text)) {
                problems.add(field, value instanceof java.math.BigInteger ? "must be in range" : "must be an integer");
            } else if (!PlainText.isAllowed(text)) {
                problems.add(field, PlainText.RULE);
            }
            return value;
        }
    }

    /** Any JSON. */
    record Anything() implements Rule {
        @Override
        public Object check(Object value, String field, Problems problems) {
            if (!PlainText.isAllowedThroughout(value)) {
                problems.add(field, PlainText.RULE);
            }
            return value;
        }
    }

    /** {@code true} or {@code false}. */
    record Flag() implements Rule {
        @Override
        public Object check(Object value, String field, Problems problems) {
            if (!(value instanceof Boolean)) {
                problems.add(field, "must be true or false");
            }
            return value;
        }
    }

    /** An array of one kind of items. */
    record Items(Rule item, int min, int max) implements Rule {
        @Override
        public Object check(Object value, String field, Problems problems) {
            if (!(value instanceof JsonArray array)) {
                problems.add(field, "must be an array");
                return value;
            }
            if (array.size() < min || array.size() > max) {
                problems.add(field, "must have " + min + " to " + max + " items");
                return value;
            }
            var checked = new ArrayList<Object>(array.size());
            for (var i = 0; i < array.size() && !problems.isFull(); i++) {
                checked.add(checkItem(array.getValue(i), pointer(field, i), problems));
            }
            return new JsonArray(checked);
        }

        private Object checkItem(@org.jspecify.annotations.Nullable Object value, String field, Problems problems) {
            if (value == null) {
                problems.add(field, "must not be null");
                return "";
            }
            return item.check(value, field, problems);
        }

        private static String pointer(String field, int index) {
            return (field.startsWith("/") ? field : "/" + field) + "/" + index;
        }
    }

    /** A closed object of named properties. A member that is null counts as absent, unless it may be any JSON. */
    record Members(Map<String, Rule> properties, Set<String> required, List<String> listed) implements Rule {
        @Override
        public Object check(Object value, String field, Problems problems) {
            if (!(value instanceof JsonObject object)) {
                problems.add(field, "must be an object");
                return value;
            }
            var checked = new JsonObject();
            object.forEach(member -> {
                if (member.getValue() != null || !properties.containsKey(member.getKey())) {
                    checkMember(checked, member, field, problems);
                } else if (properties.get(member.getKey()) instanceof Anything) {
                    checked.putNull(member.getKey());
                }
            });
            required.stream()
                    .filter(name -> object.getValue(name) == null)
                    .forEach(name -> problems.add(below(field, name), "is required"));
            return checked;
        }

        private void checkMember(JsonObject into, Map.Entry<String, Object> member, String field, Problems problems) {
            var name = member.getKey();
            var rule = properties.get(name);
            if (rule == null) {
                var accepted = listed.isEmpty() ? "no arguments" : String.join(", ", listed);
                problems.add(below(field, name), "is not an argument; accepted: " + accepted, listed);
            } else {
                into.put(name, rule.check(member.getValue(), below(field, name), problems));
            }
        }

        private static String below(String field, String name) {
            return field.isEmpty()
                    ? name
                    : field + "/" + name.replace("~", "~0").replace("/", "~1");
        }
    }

    /** Any JSON object. */
    record Document() implements Rule {
        @Override
        public Object check(Object value, String field, Problems problems) {
            if (!(value instanceof JsonObject)) {
                problems.add(field, "must be an object");
            } else if (!PlainText.isAllowedThroughout(value)) {
                problems.add(field, PlainText.RULE);
            }
            return value;
        }
    }
}
