package dev.rota.logging;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The one place where secrets are taken out of text that leaves the process for people to read. Names of what is
 * masked are kept, so that a line still says what it was about. Every pattern reads its input once.
 */
public final class Redaction {
    static final String MASK = "***";

    /** What quotes may enclose: plain, JSON, or JSON that is itself within a JSON string; then the rest of a word. */
    private static final String QUOTED = "\\\\++\"[^\"]*+\"?|\"(?:[^\"\\\\]|\\\\.)*+\"?|'[^']*+'?|";

    private static final String ASSIGNED = "\\\\*+[\"']?[ \\t]{0,8}[:=][ \\t]{0,8}";

    private static final Pattern USER_INFO = Pattern.compile("(://[^\\s/:@]{0,256}:)[^\\s/@]+@");
    private static final Pattern TOKEN =
            Pattern.compile("(?i)(rota_(?:user|org|agent|code|device|refresh|secret|reg|invite)_)[0-9a-f][0-9a-z_-]*");
    private static final Pattern WEBHOOK_SECRET = Pattern.compile("(whsec_)[0-9A-Za-z+/=_-]+");
    private static final Pattern JWT = Pattern.compile("(?<![\\w-])eyJ[\\w-]{8,}+\\.[\\w-]{8,}+\\.[\\w-]*+");
    /** With a digit in it, so that prose about "bearer authentication" stays. */
    private static final Pattern BEARER = Pattern.compile("(?i)(bearer +)(?=\\D{0,128}\\d)[\\w.~+/=-]{12,}");

    private static final Pattern HEADER =
            Pattern.compile("(?i)((?:authorization|cookie)" + ASSIGNED + ")(?:" + QUOTED + "[^\\r\\n]+)");
    private static final String SECRETS =
            "token|password|secret|pepper|(?:api|secret|encryption|private|access)[-_]?keys?|signing[-_]?key";
    private static final Pattern NAMED = Pattern.compile("(?i)((?:" + SECRETS + "|code[-_]verifier|(?<![\\w-])code)"
            + ASSIGNED + ")(?:" + QUOTED + "[^\\s&,;\"'})\\]]+)");

    private static final Set<String> NAMES = Set.of("authorization", "cookie", "set-cookie", "code", "code_verifier");
    private static final Pattern SECRET_NAME = Pattern.compile("(?i).*(?:" + SECRETS + ")");

    private Redaction() {}

    /** {@code text} without the secrets it holds. Masking twice changes nothing more. */
    public static String mask(String text) {
        var masked = USER_INFO.matcher(text).replaceAll("$1" + MASK + "@");
        masked = TOKEN.matcher(masked).replaceAll("$1" + MASK);
        masked = WEBHOOK_SECRET.matcher(masked).replaceAll("$1" + MASK);
        masked = JWT.matcher(masked).replaceAll(MASK);
        masked = BEARER.matcher(masked).replaceAll("$1" + MASK);
        masked = HEADER.matcher(masked).replaceAll("$1" + MASK);
        return NAMED.matcher(masked).replaceAll("$1" + MASK);
    }

    /** Whether values under this name are secret whatever they look like. */
    static boolean isSecret(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT))
                || SECRET_NAME.matcher(name).matches();
    }
}
