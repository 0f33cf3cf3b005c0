package dev.rota.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Those that OPERATIONS.md has the operator make, and the keys in each. */
record DocumentedSecrets(Map<String, List<String>> keys) {
    private static final Pattern MADE =
            Pattern.compile("create secret (?:generic|tls) (\\S+)((?:[^\\n]*\\\\\\n)*[^\\n]*)");
    private static final Pattern KEY = Pattern.compile("--from-literal=([\\w-]+)=");

    static DocumentedSecrets read() throws IOException {
        var keys = new HashMap<String, List<String>>();
        var made = MADE.matcher(Files.readString(Path.of("OPERATIONS.md"))).results();
        made.forEach(secret -> keys.put(secret.group(1), keys(secret.group(2))));
        assertThat(keys).isNotEmpty();
        return new DocumentedSecrets(keys);
    }

    Set<String> names() {
        return keys.keySet();
    }

    List<String> keysOf(String secret) {
        assertThat(keys).containsKey(secret);
        return keys.getOrDefault(secret, List.of());
    }

    private static List<String> keys(String arguments) {
        return KEY.matcher(arguments).results().map(found -> found.group(1)).toList();
    }
}
