package dev.rota.audit.chain;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.rota.audit.chain.ChainQueries.Pending;
import dev.rota.identity.OrganizationId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Events that get their numbers in one transaction, because a transaction costs much the same for one as for hundreds.
 *
 * @param places where they lie, by organization
 */
record Batch(Map<OrganizationId, List<String>> places) {
    /** Each has a lock of the database's, which has some thousands for all. */
    static final int ORGANIZATIONS = 200;

    /**
     * Shares out what was found. The batches of one list follow one another: they are of one organization, which has more
     * than one of them takes.
     *
     * @param alone organizations that share a batch with nobody, and come last
     * @param most events of a batch
     */
    static List<List<Batch>> of(List<Pending> found, Set<OrganizationId> alone, int most) {
        var all = new ArrayList<List<Batch>>();
        var last = new ArrayList<List<Batch>>();
        var together = new LinkedHashMap<OrganizationId, List<String>>();
        var events = 0;
        var byOrganization = found.stream()
                .collect(groupingBy(Pending::organization, LinkedHashMap::new, mapping(Pending::place, toList())));
        for (var one : byOrganization.entrySet()) {
            var isAlone = alone.contains(one.getKey());
            if (isAlone || one.getValue().size() > most) {
                (isAlone ? last : all).add(parts(one.getKey(), one.getValue(), most));
                continue;
            }
            if (events + one.getValue().size() > most || together.size() == ORGANIZATIONS) {
                all.add(List.of(new Batch(together)));
                together = new LinkedHashMap<>();
                events = 0;
            }
            together.put(one.getKey(), one.getValue());
            events += one.getValue().size();
        }
        if (!together.isEmpty()) {
            all.add(List.of(new Batch(together)));
        }
        all.addAll(last);
        return all;
    }

    private static List<Batch> parts(OrganizationId organization, List<String> places, int most) {
        var parts = new ArrayList<Batch>();
        for (var from = 0; from < places.size(); from += most) {
            parts.add(new Batch(Map.of(organization, places.subList(from, Math.min(places.size(), from + most)))));
        }
        return parts;
    }

    Set<OrganizationId> organizations() {
        return places.keySet();
    }

    /** A batch for each organization. */
    List<Batch> apart() {
        return places.entrySet().stream()
                .map(one -> new Batch(Map.of(one.getKey(), one.getValue())))
                .toList();
    }

    List<String> placesOf(Collection<OrganizationId> organizations) {
        return places.entrySet().stream()
                .filter(one -> organizations.contains(one.getKey()))
                .flatMap(one -> one.getValue().stream())
                .toList();
    }
}
