import dev.rota.settings.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How long another server takes from its command to its first 200, beside a database that runs and needs no migration. */
final class Start {
    private static final long GIVE_UP_SECONDS = 60;

    private Start() {}

    /** Seconds, the median of some starts but the first, because the next ones may read what that one has written. */
    static double seconds(Path home, Path work, Product beside, int times) throws Exception {
        var seconds = new ArrayList<Double>();
        for (var i = 0; i <= times; i++) {
            seconds.add(once(home, work, beside));
        }
        var sorted = seconds.subList(1, seconds.size()).stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static double once(Path home, Path work, Product beside) throws Exception {
        var management = FreePorts.choose();
        var builder = new ProcessBuilder(List.of(home.resolve("rota").toString(), "serve"))
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("start.log").toFile());
        var environment = builder.environment();
        environment.put("ROTA_MODE", "development");
        environment.put("ROTA_DATABASE_URL", "postgresql://rota_api@127.0.0.1:" + beside.databasePort() + "/rota");
        for (var role : List.of("api", "auth", "worker", "audit")) {
            environment.put(
                    "ROTA_DATABASE_" + role.toUpperCase(Locale.ROOT) + "_PASSWORD", beside.secret("database-" + role));
        }
        environment.put("ROTA_TOKEN_PEPPER", beside.secret("token-pepper"));
        environment.put("ROTA_ENCRYPTION_KEY", beside.secret("encryption-key"));
        environment.put("ROTA_PORT", "0");
        environment.put("ROTA_MANAGEMENT_PORT", Integer.toString(management));
        environment.put("ROTA_DATA_DIR", work.resolve("start").toString());
        var began = System.nanoTime();
        var process = builder.start();
        try {
            awaitReady(process, URI.create("http://127.0.0.1:" + management + "/health/ready"), began);
            return (System.nanoTime() - began) / 1e9;
        } finally {
            process.destroy();
            if (!process.waitFor(45, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static void awaitReady(Process process, URI readiness, long began) throws InterruptedException {
        var client = HttpClient.newHttpClient();
        var request = HttpRequest.newBuilder(readiness).timeout(Duration.ofSeconds(1)).build();
        while (!isReady(client, request)) {
            if (!process.isAlive() || System.nanoTime() - began > TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS)) {
                throw new IllegalStateException("the server beside the first one did not start: see start.log");
            }
            Thread.sleep(5);
        }
    }

    private static boolean isReady(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
