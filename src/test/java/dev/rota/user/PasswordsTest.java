package dev.rota.user;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security C16, without the list of common passwords. */
class PasswordsTest {
    /** Of the reference implementation's own tests: 64 MiB, two passes, one lane, salt "somesalt". */
    private static final String OF_THE_REFERENCE =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    /** As releases before this one stored {@link #ODD}, by another library. */
    private static final String OF_A_FORMER_RELEASE =
            "$argon2id$v=19$m=19456,t=2,p=1$DfslEX5REYGOHj3vpyONIA$JI488f2zeQx4QXTpLN803ymk+O8rdxznQuK7t5aJ3wM";

    private static final String ODD = " Zw\u00F6lf gr\u00FCne \u00C4pfel \uD83D\uDE80";

    private static Vertx vertx;
    private static Passwords passwords;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        passwords = new Passwords(vertx);
    }

    @AfterAll
    static void stop() {
        await(vertx.close());
    }

    @Test
    void c16_a_hash_of_another_implementation_and_of_other_parameters_is_verified() {
        assertThat(matches("password", OF_THE_REFERENCE)).isTrue();
        assertThat(matches("Password", OF_THE_REFERENCE)).isFalse();
    }

    @Test
    void c16_what_a_former_release_has_stored_still_counts_and_is_not_made_anew() {
        assertThat(matches(ODD, OF_A_FORMER_RELEASE)).isTrue();
        assertThat(matches(ODD + " ", OF_A_FORMER_RELEASE)).isFalse();
        assertThat(await(passwords.renewed(ODD, OF_A_FORMER_RELEASE))).isEmpty();
    }

    @Test
    void c16_a_password_is_hashed_with_its_own_salt_and_verified_exactly_as_sent() {
        var odd = " Zwölf grüne \u00C4pfel ";
        var hash = await(passwords.hash(odd));
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(await(passwords.hash(odd)));
        assertThat(matches(odd, hash)).isTrue();
        assertThat(matches(odd.strip(), hash)).isFalse();
        assertThat(matches(" Zwölf grüne A\u0308pfel ", hash)).isFalse();
    }

    @Test
    void c16_a_hash_of_former_parameters_is_made_anew_and_one_of_todays_is_not() {
        var renewed = await(passwords.renewed("password", OF_THE_REFERENCE)).orElseThrow();
        assertThat(renewed).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(matches("password", renewed)).isTrue();
        assertThat(await(passwords.renewed("password", renewed))).isEmpty();
    }

    /** Nor is it worked on: a row that asks for all the memory there is would end the process. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65537,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=19456,t=9999,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=0,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=19456,t=2,p=0$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aF",
                "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFh",
                "$argon2id$v=19$m=19456,t=2,p=1$c29t$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
            })
    void c16_what_is_stored_and_no_such_hash_is_a_defect_and_not_repeated(String stored) {
        assertThat(catchThrowable(() -> matches("password", stored)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageNotContaining(stored);
    }

    @Test
    void c16_a_password_has_8_to_256_characters() {
        assertThat(refused("7 chars")).isEqualTo(FailureCode.WEAK_PASSWORD);
        assertThat(refused("x".repeat(257))).isEqualTo(FailureCode.WEAK_PASSWORD);
        var longest = "\uD83D\uDE80".repeat(255) + "!";
        assertThat(matches(longest, await(passwords.hash(longest)))).isTrue();
        assertThat(matches("none", null)).isFalse();
    }

    private static FailureCode refused(String password) {
        var problem = catchThrowable(() -> await(passwords.hash(password)));
        return ((FailureException) problem).failure().code();
    }

    private static boolean matches(String password, @Nullable String hash) {
        return await(passwords.matches(password, () -> Future.succeededFuture(Optional.ofNullable(hash))));
    }
}
