import dev.rota.settings.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The ceiling of HTTP: a server of the same library that knows a token by its SHA-256, parses the message and answers with
 * as many bytes as the product, which are always the same.
 */
final class Canned implements AutoCloseable {
    private final Process process;
    private final int port;

    private Canned(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Arguments: port, bytes of the body, file of the tokens. */
    public static void main(String[] arguments) throws Exception {
        var end = "\"isError\":false}}"; // as the client wants it
        var body = Buffer.buffer(" ".repeat(Integer.parseInt(arguments[1]) - end.length()) + end);
        var known = known(Files.readAllLines(Path.of(arguments[2])));
        var vertx = Vertx.vertx();
        var options = new HttpServerOptions().setTcpNoDelay(true);
        for (var i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            vertx.deployVerticle(new io.vertx.core.VerticleBase() {
                        @Override
                        public io.vertx.core.Future<?> start() {
                            return vertx.createHttpServer(options)
                                    .requestHandler(request -> request.body()
                                            .onSuccess(read -> answer(request, read, known, body)))
                                    .listen(Integer.parseInt(arguments[0]), "127.0.0.1");
                        }
                    })
                    .await(30, TimeUnit.SECONDS);
        }
        System.out.println("ready");
    }

    private static void answer(HttpServerRequest request, Buffer read, Set<String> known, Buffer body) {
        var message = new JsonObject(read);
        var token = request.getHeader("Authorization").substring("Bearer ".length());
        var calls = "tools/call".equals(message.getString("method"));
        request.response()
                .setStatusCode(calls && known.contains(hash(token)) ? 200 : 401)
                .putHeader("Content-Type", "application/json")
                .end(body);
    }

    private static Set<String> known(List<String> tokens) {
        return tokens.stream().map(Canned::hash).collect(Collectors.toUnmodifiableSet());
    }

    private static String hash(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.ISO_8859_1));
            return new String(digest, StandardCharsets.ISO_8859_1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Canned start(int bodyBytes, Path tokens) throws IOException {
        var port = FreePorts.choose();
        var command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "Canned",
                Integer.toString(port),
                Integer.toString(bodyBytes),
                tokens.toString());
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!"ready".equals(process.inputReader().readLine())) {
            throw new IllegalStateException("the canned server did not start");
        }
        return new Canned(process, port);
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
