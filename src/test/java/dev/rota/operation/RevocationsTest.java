package dev.rota.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Security O3: what takes access away is known as such, whatever it is called. */
final class RevocationsTest {
    private static final Path ROUTES = Path.of("src", "test", "resources", "dev", "rota", "rest", "routes.txt");

    @Test
    void o3_each_revocation_is_an_operation_and_none_that_is_called_one_is_left_out() throws IOException {
        var operations = Files.readAllLines(ROUTES).stream()
                .map(line -> line.split(" \\| ", 3)[1])
                .toList();
        assertThat(operations).containsAll(Revocations.OPERATIONS);
        assertThat(operations)
                .filteredOn(name -> name.matches("(revoke|rotate|withdraw|deactivate|remove)_.*"))
                .isSubsetOf(Revocations.OPERATIONS);
    }
}
