package dev.rota.model.wire;

import dev.rota.model.wire.WireException.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads one answer line by line as it comes. For one thread. */
public abstract sealed class AnswerReader permits OllamaAnswer, EventStreamAnswer {
    private static final int LONGEST_LINE = 1_048_576;
    private static final JsonObject NONE = new JsonObject();

    private final RecordParser lines;
    private final int mostBytes;
    private final StringBuilder text = new StringBuilder();
    private long bytes;
    private boolean complete;
    private boolean cutOff;
    private @Nullable Long tokensInput;
    private @Nullable Long tokensOutput;

    AnswerReader(int mostBytes) {
        this.mostBytes = mostBytes;
        lines = RecordParser.newDelimited("\n", this::line).maxRecordSize(LONGEST_LINE);
        lines.exceptionHandler(problem -> {
            throw new WireException(Kind.TOO_LARGE, "a line of the answer is longer than " + LONGEST_LINE + " bytes");
        });
    }

    /**
     * Takes what has come. Throws WireException, and nothing else, for what is no answer: readers trust that members have the
     * types they are documented with.
     */
    public final void read(Buffer part) {
        try {
            lines.handle(part);
        } catch (WireException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new WireException(Kind.MALFORMED, "a member of the answer has another type than it should");
        }
    }

    /** The answer, once all of it has come. Throws WireException where that is not all. */
    public final ModelAnswer whole() {
        if (!complete) {
            throw new WireException(Kind.INCOMPLETE, "the answer ended before it was complete");
        }
        return new ModelAnswer(text.toString(), tokensInput, tokensOutput, cutOff);
    }

    /** Tokens of the request, as far as the server has counted them. */
    public final @Nullable Long tokensInput() {
        return tokensInput;
    }

    private void line(Buffer line) {
        var end = line.length() > 0 && line.getByte(line.length() - 1) == '\r' ? line.length() - 1 : line.length();
        if (end > 0 && !complete) {
            take(line.getString(0, end));
        }
    }

    /** One line that is not empty. */
    abstract void take(String line);

    final void append(@Nullable String more) {
        if (more != null) {
            bytes += more.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > mostBytes) {
                throw new WireException(Kind.TOO_LARGE, "the answer is longer than " + mostBytes + " bytes");
            }
            text.append(more.replace("\u0000", "")); // no text of the database may have one
        }
    }

    final void countInput(@Nullable Long tokens) {
        tokensInput = tokens == null ? tokensInput : tokens;
    }

    final void countOutput(@Nullable Long tokens) {
        tokensOutput = tokens == null ? tokensOutput : tokens;
    }

    final void cutOff() {
        cutOff = true;
    }

    final void complete() {
        complete = true;
    }

    static JsonObject json(String text) {
        try {
            return new JsonObject(text);
        } catch (DecodeException e) {
            throw new WireException(Kind.MALFORMED, "a line of the answer is no JSON object");
        }
    }

    /** A member that may be missing, or null as some servers write it: then one without members. */
    static JsonObject object(JsonObject json, String name) {
        return Objects.requireNonNullElse(json.getJsonObject(name), NONE);
    }

    /** The same for a number: then none. */
    static long number(JsonObject json, String name) {
        return Objects.requireNonNullElse(json.getLong(name), 0L);
    }

    /** Throws where the server says, in its answer, that it failed. */
    static void requireNoError(JsonObject json) {
        if (json.getValue("error") != null) {
            throw new WireException(Kind.SERVER_ERROR, "the server reports an error");
        }
    }
}
