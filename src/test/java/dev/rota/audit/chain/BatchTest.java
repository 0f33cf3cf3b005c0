package dev.rota.audit.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.audit.chain.ChainQueries.Pending;
import dev.rota.identity.OrganizationId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Security U8. */
final class BatchTest {
    private static final OrganizationId ACME = new OrganizationId(1);
    private static final OrganizationId GLOBEX = new OrganizationId(2);
    private static final OrganizationId INITECH = new OrganizationId(3);

    @Test
    void small_organizations_share_a_batch_as_long_as_there_is_room() {
        assertThat(Batch.of(List.of(of(ACME, 1), of(GLOBEX, 1), of(ACME, 2), of(INITECH, 1)), Set.of(), 3))
                .containsExactly(
                        List.of(new Batch(Map.of(ACME, List.of("1-1", "1-2"), GLOBEX, List.of("2-1")))),
                        List.of(new Batch(Map.of(INITECH, List.of("3-1")))));
    }

    @Test
    void batches_of_one_organization_follow_one_another_and_are_shared_with_nobody() {
        var found = Stream.concat(
                        Stream.of(of(GLOBEX, 1)), IntStream.rangeClosed(1, 5).mapToObj(n -> of(ACME, n)))
                .toList();
        assertThat(Batch.of(found, Set.of(), 2))
                .containsExactlyInAnyOrder(
                        List.of(new Batch(Map.of(GLOBEX, List.of("2-1")))),
                        List.of(
                                new Batch(Map.of(ACME, List.of("1-1", "1-2"))),
                                new Batch(Map.of(ACME, List.of("1-3", "1-4"))),
                                new Batch(Map.of(ACME, List.of("1-5")))));
    }

    @Test
    void who_is_to_be_alone_shares_a_batch_with_nobody_and_comes_last() {
        assertThat(Batch.of(List.of(of(GLOBEX, 1), of(ACME, 1), of(INITECH, 1)), Set.of(GLOBEX), 3))
                .containsExactly(
                        List.of(new Batch(Map.of(ACME, List.of("1-1"), INITECH, List.of("3-1")))),
                        List.of(new Batch(Map.of(GLOBEX, List.of("2-1")))));
    }

    @Test
    void a_batch_has_no_more_organizations_than_the_database_lets_in_at_once() {
        var found = IntStream.rangeClosed(1, 450)
                .mapToObj(n -> of(new OrganizationId(n), 1))
                .toList();
        assertThat(Batch.of(found, Set.of(), 500))
                .extracting(list -> list.get(0).organizations().size())
                .containsExactly(200, 200, 50);
    }

    @Test
    void nothing_found_is_no_batch() {
        assertThat(Batch.of(List.of(), Set.of(), 3)).isEmpty();
    }

    @Test
    void a_batch_can_be_taken_apart() {
        var batch = new Batch(Map.of(ACME, List.of("1-1", "1-2"), GLOBEX, List.of("2-1")));
        assertThat(batch.apart())
                .containsExactlyInAnyOrder(
                        new Batch(Map.of(ACME, List.of("1-1", "1-2"))), new Batch(Map.of(GLOBEX, List.of("2-1"))));
        assertThat(batch.placesOf(List.of(ACME))).containsExactly("1-1", "1-2");
    }

    private static Pending of(OrganizationId organization, int place) {
        return new Pending(organization, organization + "-" + place);
    }
}
