package dev.rota.cli;

import dev.rota.app.Application;
import dev.rota.app.Settings;
import dev.rota.logging.Logging;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The server. Ends by a signal, or at once when it cannot start. */
@Command(
        name = "serve",
        description = "Serve. Without a database URL the server brings its own PostgreSQL, whose data stays in the"
                + " data directory. Ctrl-C or SIGTERM ends it in order.")
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private final ServeOptions options;

    @Option(
            names = "--demo",
            description = "Make the organizations acme and globex, once, and write their credentials to"
                    + " <data-dir>/demo.json.")
    private boolean withDemo;

    @Spec
    private @Nullable CommandSpec command;

    ServeCommand(ServeOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws Exception {
        var out = Objects.requireNonNull(command, "picocli sets it before the command runs")
                .commandLine()
                .getOut();
        return serve(options.settings(), withDemo, out);
    }

    /** The same where no flag was given, which is how an image runs it: looking for flags would take a fifth of the start. */
    static int withoutFlags(Map<String, String> environment) {
        try {
            return serve(
                    new ServeOptions(environment).settings(),
                    false,
                    new PrintWriter(System.out, true, Charset.defaultCharset()));
        } catch (Exception e) {
            return CommandFailure.report(e, new PrintWriter(System.err, true, Charset.defaultCharset()));
        }
    }

    private static int serve(Settings settings, boolean withDemo, PrintWriter out) throws Exception {
        var logging = Logging.start(settings.logging());
        var shutdown = Shutdown.onSignal();
        try {
            var application = withDemo ? Application.startDemo(settings) : Application.start(settings);
            shutdown.serving(() -> {
                application.close();
                logging.close();
            });
            announce(application, out);
        } catch (Exception e) {
            shutdown.failed(logging::close);
            throw e;
        }
        new CountDownLatch(1).await(); // the shutdown hook ends the process
        return ExitCode.OK;
    }

    private static void announce(Application application, PrintWriter out) {
        out.println("ready: " + application.publicUrl());
        application.demo().ifPresent(demo -> DemoHints.print(out, application.publicUrl(), demo));
        out.flush();
    }
}
