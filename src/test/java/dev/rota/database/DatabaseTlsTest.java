package dev.rota.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestDatabase;
import dev.rota.egress.TestAuthority;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Security S4: in production, connections to the database are encrypted, and only to the server that was meant. */
@Timeout(60)
class DatabaseTlsTest {
    private static final TestAuthority OURS = TestAuthority.of();
    private static final TestAuthority ANOTHER = TestAuthority.of();
    private static final Vertx VERTX = Vertx.vertx();
    private static final TestDatabase DATABASE = TestDatabase.create();

    private TlsFront front;

    @AfterAll
    static void stop() {
        TestDatabase.await(VERTX.close());
    }

    @BeforeEach
    void open() throws Exception {
        front = new TlsFront(OURS.server(), DATABASE.address());
    }

    @AfterEach
    void close() {
        front.close();
    }

    @Test
    void s4_the_server_that_the_authority_has_signed_for_is_asked() throws Exception {
        assertThat(who("localhost", front.port(), OURS)).isEqualTo("rota_api");
        assertThat(front.told()).isPositive();
    }

    @Test
    void s4_a_server_of_another_authority_is_told_nothing() {
        assertThatThrownBy(() -> who("localhost", front.port(), ANOTHER)).hasMessageContaining("SSL handshake failed");
        assertThat(front.told()).isZero();
    }

    @Test
    void s4_a_server_of_another_name_is_told_nothing() {
        assertThatThrownBy(() -> who("127.0.0.2", front.port(), OURS)).hasMessageContaining("SSL handshake failed");
        assertThat(front.told()).isZero();
    }

    @Test
    void s4_a_server_without_encryption_is_told_nothing() {
        var plain = DATABASE.address();

        assertThatThrownBy(() -> who(plain.host(), plain.port(), OURS)).hasMessageContaining("SSL");
    }

    /** Who one is there. */
    private static String who(String host, int port, TestAuthority authority) throws Exception {
        var plain = DATABASE.address();
        var address = new DatabaseAddress(
                host,
                port,
                plain.database(),
                "verify-full",
                authority.certificates().toString(),
                plain.passwords());
        return PgConnection.connect(VERTX, address.connect(DatabaseRole.API, 1))
                .compose(connection -> connection
                        .query("SELECT current_user::text")
                        .execute()
                        .map(rows -> rows.iterator().next().getString(0))
                        .eventually(connection::close))
                .await(20, TimeUnit.SECONDS);
    }
}
