package dev.rota.oauth.login;

import dev.rota.oauth.Issuer;
import java.util.regex.Pattern;

/**
 * Where people go once they have signed in: to the request of that id, or to the page for devices, {@code device} or {@code
 * device-} and the code that they have come with. A name, never a URL (security H8).
 */
final class Onward {
    private static final String DEVICE = "device";
    private static final Pattern TO_DEVICE = Pattern.compile(DEVICE + "(-[A-Z]{8})?");

    private Onward() {}

    /** Whether it should be the id of a request. */
    static boolean isRequest(String name) {
        return !name.isEmpty() && !TO_DEVICE.matcher(name).matches();
    }

    /** @param name which was found, or was compared with a form's token: then it is as we wrote it */
    static String place(String name) {
        return isRequest(name)
                ? Issuer.PATH + "/consent?request=" + name
                : Issuer.PATH + "/device?user_code=" + name.substring(Math.min(name.length(), DEVICE.length() + 1));
    }
}
