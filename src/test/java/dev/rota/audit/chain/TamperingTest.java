package dev.rota.audit.chain;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.audit.chain.Verdict.Finding;
import dev.rota.audit.chain.Verdict.Kind;
import dev.rota.identity.OrganizationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Security U6 and U7: whoever owns the database changes a log of 30 events, with digests after 10 and 20. */
final class TamperingTest {
    private static final AtomicLong ORGANIZATIONS = new AtomicLong(1000);

    private static Path directory;
    private static ChainedLog log;
    private OrganizationId organization;

    @BeforeAll
    static void open(@TempDir Path temporary) {
        directory = temporary;
        log = new ChainedLog(directory);
    }

    @AfterAll
    static void close() {
        log.close();
    }

    @BeforeEach
    void write() {
        organization = new OrganizationId(ORGANIZATIONS.incrementAndGet());
        for (var n = 0; n < 3; n++) {
            log.write(organization, 10);
            log.chain();
            if (n < 2) {
                log.digest(organization);
            }
        }
    }

    @Test
    void u7_an_untouched_log_is_as_it_was_written() {
        assertThat(log.verify(organization)).isEqualTo(new Verdict(1, 30, 2, null));
        assertThat(log.verify(organization).toJson().encode())
                .isEqualTo("{\"ok\":true,\"from_seq\":1,\"to_seq\":30,\"digests\":2}");
    }

    @Test
    void u7_an_empty_log_is_as_it_was_written() {
        assertThat(log.verify(new OrganizationId(999))).isEqualTo(new Verdict(1, 0, 0, null));
    }

    /** {@code $org} is the organization; {@code $17} the id of the event at seq 17. */
    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            edited    | 17 | UPDATE audit_event SET outcome = 'forbidden' WHERE id = $17
            edited    | 17 | UPDATE audit_event SET changes = '[]' WHERE id = $17
            edited    | 17 | UPDATE audit_event SET duration_us = 0.4e19 WHERE id = $17
            edited    | 17 | UPDATE audit_event SET credential_in_query = true WHERE id = $17
            edited    | 17 | UPDATE audit_event SET at = at + interval '7 seconds' WHERE id = $17
            edited    | 17 | UPDATE audit_chain SET event_hash = sha256('x') WHERE org_id = $org AND seq = 17
            edited    | 17 | UPDATE audit_chain SET chain_hash = sha256('x') WHERE org_id = $org AND seq = 17
            edited    | 1  | UPDATE audit_event SET outcome = 'x' WHERE org_id = $org
            missing   | 17 | DELETE FROM audit_event WHERE id = $17
            missing   | 17 | DELETE FROM audit_chain WHERE org_id = $org AND seq = 17
            missing   | 17 | DELETE FROM audit_event WHERE id = $17; DELETE FROM audit_chain WHERE org_id = $org AND seq = 17
            inserted  | 17 | INSERT INTO audit_event (org_id, at, category, action, outcome, actor_kind, actor_name, request_id) SELECT org_id, at - interval '1 microsecond', 'MCP', 'x', 'ok', 'user', 'x', 'x' FROM audit_event WHERE id = $17
            inserted  | 31 | INSERT INTO audit_event (org_id, category, action, outcome, actor_kind, actor_name, request_id) VALUES ($org, 'MCP', 'x', 'ok', 'user', 'x', 'x')
            inserted  | 17 | UPDATE audit_chain SET seq = seq + 1000 WHERE org_id = $org AND seq > 16; UPDATE audit_chain SET seq = seq - 999 WHERE org_id = $org AND seq > 1000; INSERT INTO audit_event (org_id, category, action, outcome, actor_kind, actor_name, request_id) VALUES ($org, 'MCP', 'x', 'ok', 'user', 'x', 'x'); INSERT INTO audit_chain SELECT org_id, 17, at, id, $hash, sha256('x') FROM audit_event WHERE org_id = $org ORDER BY id DESC LIMIT 1
            reordered | 17 | UPDATE audit_chain SET seq = 1000 WHERE org_id = $org AND seq = 17; UPDATE audit_chain SET seq = 17 WHERE org_id = $org AND seq = 18; UPDATE audit_chain SET seq = 18 WHERE org_id = $org AND seq = 1000
            reordered | 17 | UPDATE audit_chain SET seq = 1000 WHERE org_id = $org AND seq = 17; UPDATE audit_chain SET seq = 17 WHERE org_id = $org AND seq = 25; UPDATE audit_chain SET seq = 25 WHERE org_id = $org AND seq = 1000
            reordered | 17 | CREATE TABLE swapped AS SELECT * FROM audit_chain WHERE org_id = $org AND seq IN (17, 23); UPDATE audit_chain SET event_id = -seq WHERE org_id = $org AND seq IN (17, 23); UPDATE audit_chain c SET event_at = s.event_at, event_id = s.event_id, event_hash = s.event_hash FROM swapped s WHERE c.org_id = $org AND c.seq IN (17, 23) AND s.seq = 40 - c.seq; DROP TABLE swapped
            reordered | 17 | UPDATE audit_event e SET at = other.at FROM audit_event other WHERE e.id IN ($17, $18) AND other.id IN ($17, $18) AND other.id <> e.id
            truncated | 16 | DELETE FROM audit_event WHERE org_id = $org AND id > $15; DELETE FROM audit_chain WHERE org_id = $org AND seq > 15
            truncated | 16 | DELETE FROM audit_event WHERE org_id = $org AND id > $15
            truncated | 16 | DELETE FROM audit_chain WHERE org_id = $org AND seq > 15
            truncated | 1  | DELETE FROM audit_event WHERE org_id = $org; DELETE FROM audit_chain WHERE org_id = $org
            truncated | 1  | DELETE FROM audit_event WHERE org_id = $org; DELETE FROM audit_chain WHERE org_id = $org; DELETE FROM audit_digest WHERE org_id = $org
            """)
    void u7_what_was_done_and_where_is_named(String kind, long seq, String sql) {
        tamper(sql);

        assertThat(log.verify(organization).finding())
                .isEqualTo(new Finding(seq, Kind.valueOf(kind.toUpperCase(Locale.ROOT))));
    }

    @Test
    void u6_a_log_that_was_changed_and_chained_anew_does_not_fit_its_digests() {
        tamper(
                "UPDATE audit_event SET outcome = 'forbidden' WHERE id = $13; DELETE FROM audit_chain WHERE org_id = $org;"
                        + " INSERT INTO audit_pending SELECT org_id, at, id FROM audit_event WHERE org_id = $org");
        log.chain();

        assertThat(log.verify(organization).finding()).isEqualTo(new Finding(11, Kind.EDITED));
    }

    @Test
    void u6_events_cut_off_and_replaced_by_new_ones_do_not_fit_either() {
        tamper("DELETE FROM audit_event WHERE org_id = $org AND id > $15; DELETE FROM audit_chain WHERE org_id = $org"
                + " AND seq > 15; DELETE FROM audit_digest WHERE org_id = $org");
        log.write(organization, 20);
        log.chain();

        assertThat(log.verify(organization).finding()).isEqualTo(new Finding(11, Kind.EDITED));
    }

    @Test
    void u6_digests_are_verified_with_the_public_key_alone() throws IOException {
        assertThat(offline()).isEqualTo(new Verdict(1, 20, 2, null));
    }

    @Test
    void u6_a_digest_that_was_changed_swapped_or_taken_out_is_noticed() throws IOException {
        var lines = List.copyOf(Files.readAllLines(log.file(organization)));
        var edited = new ArrayList<>(lines);
        edited.set(1, lines.get(1).replaceFirst("\\.[^.]", ".A"));
        replace(edited);
        assertThat(log.verify(organization).finding()).isEqualTo(new Finding(11, Kind.EDITED));
        assertThat(offline().finding()).isEqualTo(new Finding(11, Kind.EDITED));

        replace(lines.subList(1, 2));
        assertThat(log.verify(organization).finding()).isEqualTo(new Finding(1, Kind.MISSING));

        var swapped = new ArrayList<>(lines);
        Collections.reverse(swapped);
        replace(swapped);
        assertThat(offline().finding()).isEqualTo(new Finding(1, Kind.MISSING));
    }

    @Test
    void u6_digests_of_another_key_or_organization_do_not_count() throws IOException {
        var secret = new byte[40];
        Arrays.fill(secret, (byte) 7);
        var other = DigestKey.drawnFrom(secret);
        new DigestFiles(directory).publish(other.publicKey());
        var key = directory.resolve("key-" + other.publicKey().getKeyID() + ".jwk");
        assertThat(ChainVerification.offline(organization, log.file(organization), key)
                        .finding())
                .isEqualTo(new Finding(1, Kind.EDITED));
        assertThat(ChainVerification.offline(new OrganizationId(1), log.file(organization), ownKey())
                        .finding())
                .isEqualTo(new Finding(1, Kind.EDITED));
    }

    @Test
    void u6_s6_digests_of_a_former_key_count_for_who_knows_it(@TempDir Path elsewhere) {
        var secret = new byte[40];
        Arrays.fill(secret, (byte) 7);
        var next = DigestKey.drawnFrom(secret);

        assertThat(verified(next.after(List.of(ChainedLog.KEY)), elsewhere)).isNull();
        assertThat(verified(next, elsewhere)).isNotNull();
    }

    /** By a node of its own, with no digest and no key on its disk. */
    private @Nullable Finding verified(DigestKey key, Path elsewhere) {
        var verification = new ChainVerification(log.vertx, log.database, key, new AuditSettings(elsewhere, null));
        return await(verification.verify(organization)).finding();
    }

    @Test
    void u6_a_node_catches_up_with_digests_that_others_made_and_after_a_line_that_a_crash_cut_off() throws IOException {
        var whole = Files.readString(log.file(organization));
        Files.writeString(log.file(organization), whole.substring(0, whole.length() - 20));
        assertThat(log.verify(organization)).isEqualTo(new Verdict(1, 30, 2, null));

        log.digest(organization);

        assertThat(Files.readString(log.file(organization))).startsWith(whole);
        assertThat(offline()).isEqualTo(new Verdict(1, 30, 3, null));
    }

    private Verdict offline() throws IOException {
        return ChainVerification.offline(organization, log.file(organization), ownKey());
    }

    private static Path ownKey() {
        return directory.resolve("key-" + ChainedLog.KEY.publicKey().getKeyID() + ".jwk");
    }

    private void replace(List<String> lines) throws IOException {
        var written = Files.writeString(log.file(organization), String.join("\n", lines) + "\n");
        assertThat(written).exists();
    }

    private void tamper(String sql) {
        var ids =
                log.copy.ask("SELECT event_id FROM rota.audit_chain WHERE org_id = " + organization + " ORDER BY seq");
        var text = sql.replace("$org", organization.toString()).replace("$hash", "sha256('y')");
        for (var seq : new int[] {13, 15, 17, 18}) {
            text = text.replace("$" + seq, ids.get(seq - 1));
        }
        log.copy.execute("SET search_path = rota; " + text);
    }
}
