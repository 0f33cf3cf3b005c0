package dev.rota.oauth.consent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTest {
    @ParameterizedTest
    @CsvSource({
        "https://app.example:8443/cb,  web,         https://app.example:8443",
        "https://localhost:8443/cb,    loopback,    https://localhost",
        "https://127.0.0.1/cb,         loopback,    https://127.0.0.1",
        "http://localhost:7777/cb,     loopback,    http://localhost",
        "com.example.app:/cb,          application, com.example.app:"
    })
    void a13_a14_only_a_certificate_of_another_machine_vouches_for_a_client(String uri, String kind, String origin) {
        var destination = Destination.of(uri);

        assertThat(destination.isWeb()).isEqualTo(kind.equals("web"));
        assertThat(destination.isLoopback()).isEqualTo(kind.equals("loopback"));
        assertThat(destination.origin()).isEqualTo(origin);
    }
}
