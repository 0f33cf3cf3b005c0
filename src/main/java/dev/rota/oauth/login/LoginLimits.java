package dev.rota.oauth.login;

import dev.rota.failure.FailureException;
import dev.rota.identity.RequestInfo;
import dev.rota.limit.Allowance;
import java.time.Duration;
import java.util.Locale;

/**
 * How often somebody may be wrong (security A21). Counted by account and address together, so that nobody can lock another
 * out from elsewhere, and by address alone. An attempt counts from its beginning, so that many at once gain nothing.
 */
final class LoginLimits {
    private static final Duration PERIOD = Duration.ofMinutes(15);
    private static final int KEYS = 100_000;
    private static final int LONGEST_ADDRESS = 254; // RFC 5321 section 4.5.3.1.3

    private final Allowance ofAccount = Allowance.wholly(5, PERIOD, KEYS);
    private final Allowance ofAddress = Allowance.wholly(30, PERIOD, KEYS);

    private record Key(String email, String address) {
        static Key of(String email, RequestInfo info) {
            var cut = email.length() <= LONGEST_ADDRESS ? email : email.substring(0, LONGEST_ADDRESS);
            return new Key(cut.toLowerCase(Locale.ROOT), info.subscriber());
        }
    }

    /** Fails with {@code RateLimited}, and then takes nothing. */
    void take(String email, RequestInfo info) {
        ofAddress.take(info.subscriber());
        try {
            ofAccount.take(Key.of(email, info));
        } catch (FailureException limited) {
            ofAddress.giveBack(info.subscriber());
            throw limited;
        }
    }

    /** The attempt was not wrong. */
    void giveBack(String email, RequestInfo info) {
        ofAddress.giveBack(info.subscriber());
        ofAccount.giveBack(Key.of(email, info));
    }
}
