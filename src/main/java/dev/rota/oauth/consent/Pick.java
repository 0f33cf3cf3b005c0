package dev.rota.oauth.consent;

import dev.rota.identity.OrganizationId;
import dev.rota.oauth.Account;
import dev.rota.oauth.grant.Reach;
import dev.rota.oauth.page.RefusedPage;
import dev.rota.oauth.session.Form;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads how far a person lets a client reach. */
final class Pick {
    private Pick() {}

    /**
     * Empty where they chose to choose, and chose nothing. Fails with {@link RefusedPage} where there is nothing to choose
     * from, and for what the page did not offer.
     */
    static Optional<Reach> of(Form form, Account account) {
        if (account.organizations().isEmpty()) {
            throw new RefusedPage(
                    403,
                    "no_organization",
                    "You belong to no organization, so there is nothing to give access to.",
                    "Ask the owner of an organization to invite you, then start again.");
        }
        return switch (form.one("reach")) {
            case "all" -> Optional.of(Reach.ALL);
            case "chosen" -> chosen(form.all("organization"), account);
            default -> throw RefusedPage.expired();
        };
    }

    private static Optional<Reach> chosen(List<String> ids, Account account) {
        var offered =
                account.organizations().stream().map(Account.Organization::id).toList();
        var chosen = ids.stream()
                .distinct()
                .map(id -> offered.stream()
                        .filter(one -> one.toString().equals(id))
                        .findFirst()
                        .orElseThrow(RefusedPage::expired))
                .sorted(Comparator.comparingLong(OrganizationId::value))
                .toList();
        return chosen.isEmpty() ? Optional.empty() : Optional.of(new Reach(chosen, null));
    }
}
