package dev.rota.change;

import dev.rota.identity.OrganizationId;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far a follower has come: the last {@code seq} of each organization. An organization that is not in it begins with what
 * comes next.
 */
public record ChangePlace(Map<Long, Long> seqs) {
    static final ChangePlace START = new ChangePlace(Map.of());

    public ChangePlace {
        seqs = Map.copyOf(seqs);
    }

    static ChangePlace parse(String text) {
        var seqs = new TreeMap<Long, Long>();
        for (var part : text.split(" ", -1)) {
            var colon = part.indexOf(':');
            seqs.put(Long.valueOf(part.substring(0, colon)), Long.valueOf(part.substring(colon + 1)));
        }
        return new ChangePlace(seqs);
    }

    /** Null where it is not in it. */
    @Nullable
    Long seq(OrganizationId organization) {
        return seqs.get(organization.value());
    }

    @Override
    public String toString() {
        return new TreeMap<>(seqs)
                .entrySet().stream()
                        .map(one -> one.getKey() + ":" + one.getValue())
                        .collect(Collectors.joining(" "));
    }
}
