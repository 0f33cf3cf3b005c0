package dev.rota.token;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.VisibleText;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for who makes a token.
 *
 * @param scopes in either spelling; null for all that the role permits
 * @param projects keys of the only ones it may reach; null for all
 * @param days until it expires; null for the usual time
 */
public record TokenRequest(
        String name, @Nullable List<String> scopes, @Nullable List<String> projects, @Nullable Integer days) {
    private static final int LONGEST_NAME = 100;

    /** The name is cleaned. Fails with {@code validation_failed} where nothing visible is left of it. */
    public TokenRequest {
        name = VisibleText.of(name);
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new Failure.InvalidInput("/name", "must have 1 to " + LONGEST_NAME + " characters").asException();
        }
        scopes = scopes == null ? null : List.copyOf(scopes);
        projects = projects == null ? null : List.copyOf(projects);
    }

    /**
     * How long the token will live. Fails with {@code expiry_too_long} (security C4).
     *
     * @param mostDays what the organizations allow that it reaches
     */
    Duration life(int mostDays) {
        var most = Math.min(mostDays, (int) Tokens.LONGEST_LIFE.toDays());
        if (days == null) {
            return Duration.ofDays(Math.min(most, Tokens.DEFAULT_LIFE.toDays()));
        }
        if (days > most) {
            throw new Failure.InvalidInput(
                            FailureCode.EXPIRY_TOO_LONG,
                            "/expires_in_days",
                            "must be an integer from 1 to " + most,
                            List.of())
                    .asException();
        }
        return Duration.ofDays(days);
    }

    /** What a successor gets of the life that {@code seconds} was made for, where less is allowed by now. */
    static Duration lifeAgain(long seconds, int mostDays) {
        var most = Duration.ofDays(Math.min(mostDays, Tokens.LONGEST_LIFE.toDays()));
        var before = Duration.ofSeconds(Math.max(1, seconds));
        return before.compareTo(most) > 0 ? most : before;
    }
}
