package dev.rota.egress;

import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Certificate authorities that are trusted beside those of the Java runtime.
 *
 * @param file they were read from
 */
public record ExtraAuthorities(Path file, List<X509Certificate> certificates) {
    private static final int LARGEST_BYTES = 1_048_576;

    public ExtraAuthorities {
        certificates = List.copyOf(certificates);
    }

    /** Reads a file of PEM certificates. Fails with IllegalArgumentException when it is none. Blocks. */
    static ExtraAuthorities read(String path) {
        var file = Path.of(path);
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(LARGEST_BYTES);
            var certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException("no certificate");
            }
            return new ExtraAuthorities(file, certificates);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** To trust these and those of the runtime. */
    public TrustOptions trust() {
        try {
            var all = new ArrayList<>(certificates);
            for (var manager : factory(null).getTrustManagers()) {
                if (manager instanceof X509TrustManager known) {
                    all.addAll(List.of(known.getAcceptedIssuers()));
                }
            }
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (var i = 0; i < all.size(); i++) {
                store.setCertificateEntry(Integer.toString(i), all.get(i));
            }
            return TrustOptions.wrap(factory(store));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("this runtime has no certificate authorities", e);
        }
    }

    private static TrustManagerFactory factory(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    /** The path alone, as it is shown among the settings. */
    @Override
    public String toString() {
        return file.toString();
    }
}
