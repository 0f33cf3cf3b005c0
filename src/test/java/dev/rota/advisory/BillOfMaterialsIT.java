package dev.rota.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Security P1: what is shipped, and what is said of it. */
class BillOfMaterialsIT {
    private static final Path TARGET = Path.of("target");

    @Test
    void p1_the_bill_of_materials_has_every_jar_of_the_product_with_its_digest() throws Exception {
        var told = digests(new JsonObject(Files.readString(TARGET.resolve("rota-sbom.json"))));

        assertThat(classPath())
                .hasSizeGreaterThan(50)
                .allSatisfy(jar -> assertThat(told).as(jar).contains(sha256(TARGET.resolve(jar))));
    }

    private static Set<String> classPath() throws IOException {
        try (var jar = new JarFile(TARGET.resolve("rota.jar").toFile())) {
            return Set.of(jar.getManifest()
                    .getMainAttributes()
                    .getValue(Attributes.Name.CLASS_PATH)
                    .split(" "));
        }
    }

    private static Set<String> digests(JsonObject bill) {
        var all = new HashSet<String>();
        for (var component : bill.getJsonArray("components")) {
            all.addAll(((JsonObject) component)
                    .getJsonArray("hashes").stream()
                            .map(hash -> ((JsonObject) hash).getString("content"))
                            .collect(Collectors.toSet()));
        }
        return all;
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
