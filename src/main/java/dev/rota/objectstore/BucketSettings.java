package dev.rota.objectstore;

import dev.rota.settings.Hosts;
import dev.rota.settings.Mode;
import dev.rota.settings.Secret;
import dev.rota.settings.SettingsReader;
import java.net.URI;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A bucket and who may write to it.
 *
 * @param endpoint scheme, host and port; the bucket is the first word of the path
 * @param region as signatures name it
 * @param prefix of every object's name
 */
public record BucketSettings(
        URI endpoint, String region, String bucket, String prefix, String accessKey, Secret secretKey) {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9_.-]+/)*");
    private static final Pattern ACCESS_KEY = Pattern.compile("[\\x21-\\x7e]{1,256}");

    /** Null where no endpoint is set. Notes what is missing where one is. */
    public static @Nullable BucketSettings read(SettingsReader from, Mode mode, String key) {
        var endpoint = from.parsed(
                key + ".endpoint", "an https URL without path; http for loopback in development mode", url(mode));
        var region = from.parsed(
                key + ".region", "us-east-1", "small letters, digits and dashes", text -> matching(REGION, text));
        var bucket = from.parsed(key + ".bucket", "the name of a bucket", text -> matching(BUCKET, text));
        var prefix = from.parsed(
                key + ".prefix",
                "",
                "empty, or words of letters, digits, . _ - with a slash after each",
                text -> matching(PREFIX, text));
        var accessKey = from.parsed(key + ".access-key", "the id of a key", text -> matching(ACCESS_KEY, text));
        var secretKey = from.secret(key + ".secret-key");
        if (endpoint == null) {
            needless(from, key, bucket, accessKey, secretKey);
            return null;
        }
        if (bucket == null || accessKey == null || secretKey == null) {
            var missing = bucket == null ? ".bucket" : accessKey == null ? ".access-key" : ".secret-key";
            from.problem(key + missing, key + missing + " is needed with " + key + ".endpoint");
            return null;
        }
        return new BucketSettings(endpoint, region, bucket, prefix, accessKey, secretKey);
    }

    /** A bucket without a place would be a sink that somebody believes in. */
    private static void needless(SettingsReader from, String key, @Nullable Object... set) {
        for (var one : set) {
            if (one != null) {
                from.problem(key + ".endpoint", key + ".endpoint is needed where anything else of it is set");
                return;
            }
        }
    }

    private static Function<String, URI> url(Mode mode) {
        return text -> {
            var uri = URI.create(text);
            var host = uri.getHost();
            var plain = "http".equals(uri.getScheme())
                    && mode == Mode.DEVELOPMENT
                    && host != null
                    && Hosts.isLoopback(host);
            var bare = uri.getRawPath() == null || uri.getRawPath().matches("/?");
            if (host == null
                    || uri.getRawUserInfo() != null
                    || uri.getRawQuery() != null
                    || !bare
                    || !("https".equals(uri.getScheme()) || plain)) {
                throw new IllegalArgumentException("no endpoint");
            }
            return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
        };
    }

    private static String matching(Pattern pattern, String text) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("refused");
        }
        return text;
    }
}
