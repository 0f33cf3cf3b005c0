package dev.rota.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.http.IpNetwork;
import dev.rota.settings.SettingsProblem;
import dev.rota.settings.SettingsSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EgressSettingsTest {
    @Test
    void networks_and_single_addresses_are_read() {
        var read = EgressSettings.read(
                SettingsSources.only(Map.of("rota.egress.allow", "127.0.0.0/8, ::1", "rota.egress.refuse", "8.8.8.8")));

        assertThat(read.allow()).containsExactly(IpNetwork.parse("127.0.0.0/8"), IpNetwork.parse("::1"));
        assertThat(read.refuse()).containsExactly(IpNetwork.parse("8.8.8.8/32"));
        assertThat(read.authorities()).isNull();
    }

    @Test
    void what_is_no_network_or_no_certificate_stops_the_start(@TempDir Path directory) throws Exception {
        var text = Files.writeString(directory.resolve("text.pem"), "no certificate");
        for (var wrong : List.of(
                Map.of("rota.egress.allow", "localhost"),
                Map.of("rota.egress.allow", "127.0.0.0/33"),
                Map.of("rota.egress.refuse", "10.0.0.0/x"),
                Map.of("rota.egress.ca-file", "missing.pem"),
                Map.of("rota.egress.ca-file", text.toString()))) {
            var reader = SettingsSources.only(wrong);

            assertThat(EgressSettings.read(reader)).isNotNull();
            assertThat(reader.problems()).extracting(SettingsProblem::key).containsExactlyElementsOf(wrong.keySet());
        }
    }

    @Test
    void authorities_are_shown_as_their_file() {
        var authority = TestAuthority.of();

        var read = authority.settings("").authorities();

        assertThat(read).hasToString(authority.certificates().toString());
    }
}
