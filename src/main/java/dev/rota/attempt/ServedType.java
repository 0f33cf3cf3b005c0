package dev.rota.attempt;

import java.util.Locale;
import java.util.regex.Pattern;

/** What content is said to be when it is given away: as its maker said, unless something could run it. */
public final class ServedType {
    private static final String UNKNOWN = "application/octet-stream";
    private static final Pattern TYPE = Pattern.compile("[a-z]+/[a-z0-9.+-]{1,100}(;[ a-z0-9=.\"_-]{0,100})?");
    private static final Pattern ACTIVE = Pattern.compile("html|xml|svg|script|xsl|pdf|flash|multipart|message/");

    private ServedType() {}

    public static String of(String stored) {
        var type = stored.toLowerCase(Locale.ROOT);
        return TYPE.matcher(type).matches() && !ACTIVE.matcher(type).find() ? type : UNKNOWN;
    }
}
