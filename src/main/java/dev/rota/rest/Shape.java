package dev.rota.rest;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON value may be: published as JSON Schema 2020-12 in the OpenAPI document and enforced by the same object, so that
 * the two cannot differ. Immutable.
 */
public sealed interface Shape
        permits AmountShape,
                AnyShape,
                ChoiceShape,
                FlagShape,
                ListShape,
                MapShape,
                NestedShape,
                ObjectShape,
                RemovableShape,
                StoredShape,
                TextShape,
                TimeShape,
                WholeShape {
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
        return new TextShape(1, most, null, "", false);
    }

    /** Text of any lines, 0 to {@code most} characters. */
    static Shape text(int most) {
        return new TextShape(0, most, null, "", true);
    }

    /**
     * Text of that form.
     *
     * @param pattern linear in the length of what it is tried on
     * @param words what it asks for, after "must be "
     */
    static Shape form(String pattern, int most, String words) {
        return new TextShape(1, most, Pattern.compile(pattern), words, false);
    }

    /** Text as it was stored once: of 0 to {@code most} characters, whatever they are. */
    static Shape stored(int most) {
        return new StoredShape(most);
    }

    static Shape choice(List<String> values) {
        return new ChoiceShape(values);
    }

    static Shape choice(String... values) {
        return new ChoiceShape(List.of(values));
    }

    static Shape whole(long least, long most) {
        return new WholeShape(least, most);
    }

    /** A number from 0 on, such as an amount of money; what is behind the sixth decimal is rounded away. */
    static Shape amount(long most) {
        return new AmountShape(most);
    }

    static Shape flag() {
        return new FlagShape();
    }

    /** A time of RFC 3339, with its offset. */
    static Shape time() {
        return new TimeShape();
    }

    static Shape list(Shape item, int most) {
        return new ListShape(item, 0, most);
    }

    /** A list that is not empty. */
    static Shape some(Shape item, int most) {
        return new ListShape(item, 1, most);
    }

    static Shape object(Member... members) {
        return new ObjectShape(List.of(members));
    }

    /** An object whose member names are not known before. */
    static Shape map(Shape value, int most) {
        return new MapShape(value, most);
    }

    /** That, or null: what takes a value away. */
    static Shape removable(Shape shape) {
        return new RemovableShape(shape);
    }

    /** Any JSON value. */
    static Shape any() {
        return new AnyShape();
    }

    /** Any JSON value of at most so many levels and values. */
    static Shape nested(int levels, int values) {
        return new NestedShape(levels, values, false);
    }

    /** The same, all of whose texts may have lines but no other control characters. */
    static Shape document(int levels, int values) {
        return new NestedShape(levels, values, true);
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

        JsonObject schema() {
            return description.isEmpty() ? shape.schema() : shape.schema().put("description", description);
        }
    }

    /** Whether all of a text may stand in one of several lines. */
    static boolean isClean(String text) {
        return text.codePoints().noneMatch(c -> TextShape.isUnclean(c, true));
    }
}
