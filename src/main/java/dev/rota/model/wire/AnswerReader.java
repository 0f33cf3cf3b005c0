package dev.rota.model.wire;

import dev.rota.model.wire.WireException.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads one answer line by line as it comes. For one thread. */
public abstract sealed class AnswerReader permits OllamaAnswer, EventStreamAnswer {
    private static final int LONGEST_LINE = 1_048_576;

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

    /** Takes what has come. Throws WireException for what is no answer. */
    public final void read(Buffer part) {
        lines.handle(part);
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

    /** Runs {@code reading}, which trusts that members have the types they are documented with. */
    static void typed(Runnable reading) {
        try {
            reading.run();
        } catch (ClassCastException e) {
            throw new WireException(Kind.MALFORMED, "a member of the answer has another type than it should");
        }
    }
}
