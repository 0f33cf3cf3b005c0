package dev.rota.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.rota.json.JsonBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Holds results of tools against the schemas that {@code schema://tools/{name}} publishes. */
public final class ResultSchemas {
    private static final Path FILES = Path.of("src/main/resources/dev/rota/mcp/result-schemas");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private ResultSchemas() {}

    /** Fails with every violation where {@code result} is not what {@code tool} promises. */
    public static void check(String tool, JsonBytes result) {
        var violations =
                SCHEMAS.computeIfAbsent(tool, ResultSchemas::load).validate(result.toString(), InputFormat.JSON);
        assertThat(violations).as("result of %s: %s", tool, result).isEmpty();
    }

    private static Schema load(String tool) {
        try {
            return REGISTRY.getSchema(Files.readString(FILES.resolve(tool + ".json")), InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
