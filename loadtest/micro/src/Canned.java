import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The ceiling of HTTP itself: a server of the same library that reads the request and answers with the same bytes. */
final class Canned implements AutoCloseable {
    private final Process process;
    private final int port;

    private Canned(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Arguments: port, bytes of the body. */
    public static void main(String[] arguments) throws Exception {
        var body = Buffer.buffer(new byte[Integer.parseInt(arguments[1])]);
        var vertx = Vertx.vertx();
        var options = new HttpServerOptions().setTcpNoDelay(true);
        for (var i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            vertx.deployVerticle(new io.vertx.core.VerticleBase() {
                        @Override
                        public io.vertx.core.Future<?> start() {
                            return vertx.createHttpServer(options)
                                    .requestHandler(request -> request.body()
                                            .onSuccess(read -> request.response()
                                                    .putHeader("Content-Type", "application/json")
                                                    .end(body)))
                                    .listen(Integer.parseInt(arguments[0]), "127.0.0.1");
                        }
                    })
                    .await(30, TimeUnit.SECONDS);
        }
        System.out.println("ready");
    }

    static Canned start(int bodyBytes) throws IOException {
        var port = Product.freePort();
        var command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "Canned",
                Integer.toString(port),
                Integer.toString(bodyBytes));
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
