package dev.rota.database;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** TLS before a PostgreSQL that has none: says yes to an SSLRequest (PostgreSQL 55.2.10) and passes on what comes. */
final class TlsFront implements AutoCloseable {
    private static final int SSL_REQUEST_BYTES = 8;

    private final AtomicLong told = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket server;
    private final SSLContext context;
    private final DatabaseAddress behind;

    TlsFront(PfxOptions certificate, DatabaseAddress behind) throws IOException, GeneralSecurityException {
        this.behind = behind;
        context = context(certificate);
        server = new ServerSocket(0);
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many bytes it was told once it was trusted. */
    long told() {
        return told.get();
    }

    private static SSLContext context(PfxOptions certificate) throws IOException, GeneralSecurityException {
        var password = certificate.getPassword().toCharArray();
        var all = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(Path.of(certificate.getPath()))) {
            all.load(in, password);
        }
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, password);
        var alias = certificate.getAlias();
        own.setKeyEntry(alias, all.getKey(alias, password), password, all.getCertificateChain(alias));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var caller = server.accept();
                threads.execute(() -> serve(caller));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket caller) {
        try (caller;
                var database = new Socket(behind.host(), behind.port())) {
            var request = caller.getInputStream().readNBytes(SSL_REQUEST_BYTES);
            if (request.length == SSL_REQUEST_BYTES) {
                caller.getOutputStream().write('S');
                try (var encrypted =
                        (SSLSocket) context.getSocketFactory().createSocket(caller, null, caller.getPort(), true)) {
                    encrypted.setUseClientMode(false);
                    encrypted.startHandshake();
                    threads.execute(() -> pass(database::getInputStream, encrypted::getOutputStream, new AtomicLong()));
                    pass(encrypted::getInputStream, database::getOutputStream, told);
                }
            }
        } catch (IOException refused) {
            // The other side went away, or does not trust us: that is what is looked at, there.
        }
    }

    private interface Side<T> {
        T open() throws IOException;
    }

    private static void pass(Side<InputStream> from, Side<OutputStream> to, AtomicLong count) {
        var buffer = new byte[8_192];
        try {
            var in = from.open();
            var out = to.open();
            for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                count.addAndGet(read);
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException ended) {
            // So does this.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
