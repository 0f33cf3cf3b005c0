package dev.rota.transfer.rest;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.json.JsonReader;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import dev.rota.transfer.Export;
import dev.rota.transfer.Import;
import dev.rota.transfer.RowType;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the lines of a file mean for an import: which are done already, and which go into one transaction. */
final class ImportFile {
    private static final int MOST_LINES = 500;
    private static final int MOST_BYTES = 512 * 1024;
    private static final Shape HEAD = Shape.object(
            Member.required("format", Shape.choice(Export.FORMAT)),
            Member.required("version", Shape.whole(Export.VERSION, Export.VERSION)),
            Member.required("id", Shape.form("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", 36, "a UUID")),
            Member.required("organization", Shape.line(63)),
            Member.required("exported_at", Shape.time()));
    private static final Shape END = Shape.object(
            Member.required("type", Shape.choice("end")),
            Member.required("counts", Shape.map(Shape.whole(0, Long.MAX_VALUE), 100)));

    private final Import into;
    private final MessageDigest digest = sha256();
    private final List<JsonObject> batch = new ArrayList<>();
    private @Nullable RowType type;
    private int batchBytes;
    /** Whether the batch puts a content of several parts together: one in a transaction is enough. */
    private boolean endsLargeContent;

    private long number;
    private boolean ended;

    ImportFile(Import into) {
        this.into = into;
    }

    /** One line more. What is complete when it returns was only noted. */
    Future<Void> line(Buffer line) {
        number++;
        if (number == 1) {
            return begin(line);
        }
        if (number <= into.lines()) {
            return done(line);
        }
        if (ended || into.isFinished()) {
            throw refused("", "stands behind the end");
        }
        var json = json(line);
        if ("end".equals(json.getValue("type"))) {
            END.require(pointer(), json);
            requireAll(json.getJsonObject("counts"));
            ended = true;
            return write().compose(written -> {
                add(line);
                return into.finish(number, soFar());
            });
        }
        var of = type(json);
        LineShapes.of(of).require(pointer(), json);
        LineRules.apply(of, pointer(), json);
        var full = of != type || batch.size() >= MOST_LINES || batchBytes >= MOST_BYTES || endsLargeContent;
        if (full && !batch.isEmpty()) {
            return write().map(written -> collect(of, json, line));
        }
        collect(of, json, line);
        return Future.succeededFuture();
    }

    /** All lines between the head and the end are counted there, so a file that has lost some is told from a whole one. */
    private void requireAll(JsonObject counts) {
        var said = counts.stream()
                .mapToLong(count -> ((Number) count.getValue()).longValue())
                .sum();
        if (said != number - 2) {
            throw refused(
                    "/counts", "counts " + said + " lines, and there are " + (number - 2) + " between head and end");
        }
    }

    /** The file is over. Fails where it was cut: what has come stays, and goes on when all is sent again. */
    Future<Void> end() {
        if (number == 0) {
            throw cut("The file is empty");
        }
        if (into.isFinished() && number >= into.lines()) {
            return ended ? Future.succeededFuture() : into.repeat();
        }
        return write().compose(written -> {
            throw cut("The file has no end; send all of it, and the import goes on");
        });
    }

    private static RuntimeException cut(String message) {
        return new Failure.InvalidInput(FailureCode.INVALID_REQUEST, "", message, List.of()).asException();
    }

    private Future<Void> begin(Buffer line) {
        var json = json(line);
        HEAD.require(pointer(), json);
        add(line);
        return into.begin(UUID.fromString(json.getString("id")), soFar());
    }

    /** It was done before, if the file is the same. */
    private Future<Void> done(Buffer line) {
        add(line);
        if (number == into.lines() && !soFar().equals(into.digest())) {
            throw new Failure.Conflict(FailureCode.IN_USE, "The file is not the one that the import began with")
                    .asException();
        }
        return Future.succeededFuture();
    }

    private @Nullable Void collect(RowType of, JsonObject json, Buffer line) {
        type = of;
        batch.add(json);
        batchBytes += line.length();
        endsLargeContent = of == RowType.ARTIFACT_CONTENT && json.getBoolean("last") && json.getInteger("part") > 0;
        add(line);
        return null;
    }

    /** Writes what was collected, up to the line before this one. */
    private Future<Void> write() {
        var of = type;
        if (of == null || batch.isEmpty()) {
            return Future.succeededFuture();
        }
        var lines = List.copyOf(batch);
        var last = into.lines() + lines.size();
        batch.clear();
        batchBytes = 0;
        endsLargeContent = false;
        return into.write(of, lines, last, soFar());
    }

    private JsonObject json(Buffer line) {
        if (!(JsonReader.read(line) instanceof JsonObject json)) {
            throw refused("", "must be an object");
        }
        withoutNulls(json);
        return json;
    }

    private static void withoutNulls(JsonObject json) {
        json.fieldNames().removeIf(name -> json.getValue(name) == null);
        for (var name : List.of("who", "assignee")) {
            if (json.getValue(name) instanceof JsonObject inner) {
                inner.fieldNames().removeIf(member -> inner.getValue(member) == null);
            }
        }
    }

    private RowType type(JsonObject json) {
        return json.getValue("type") instanceof String text
                ? RowType.parse(text).orElseThrow(() -> refused("/type", "is no type of this format"))
                : refuseType();
    }

    private RowType refuseType() {
        throw refused("/type", "is required");
    }

    private void add(Buffer line) {
        digest.update(line.getBytes());
        digest.update((byte) '\n');
    }

    private Buffer soFar() {
        try {
            return Buffer.buffer(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private String pointer() {
        return "/" + number;
    }

    private RuntimeException refused(String below, String message) {
        return new Failure.InvalidInput(pointer() + below, message).asException();
    }
}
