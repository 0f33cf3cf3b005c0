package dev.rota.identity;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;

/**
 * Principal, organizations, credential, scopes, limits and request id of one request. Built once by authentication,
 * narrowed by routing, and from there the first parameter of every operation.
 *
 * <p>It may have been read from an earlier look-up; it authorizes nothing by itself. The database compares its stamp
 * in the transaction of the call and refuses one that is out of date.
 *
 * @param organizations every organization this request reaches, by id; none only where a person who belongs to no
 *     organization acts for themselves
 * @param scopes what the credential was granted, with what that implies
 */
public record Caller(
        Principal principal,
        List<Membership> organizations,
        Credential credential,
        Set<Scope> scopes,
        Restrictions restrictions,
        RequestInfo request) {
    public Caller {
        organizations = List.copyOf(organizations);
        scopes = Set.copyOf(scopes);
    }

    /**
     * Who acts in one organization without having shown a credential: background work, or the user of a signed URL. It
     * was granted no scope, and no transaction of a caller can be entered with it.
     *
     * @param credential what the audit names in place of a token's id
     */
    public static Caller internal(
            Principal principal, OrganizationId organization, String credential, RequestInfo request) {
        return new Caller(
                principal,
                List.of(new Membership(organization, "", "", "", Set.of(), Policy.DEFAULT)),
                new Credential(Credential.Kind.INTERNAL, credential, Buffer.buffer(), ""),
                Set.of(),
                Restrictions.NONE,
                request);
    }

    /**
     * A person who acts at the authorization server, in the organizations that what they do concerns. Nothing of an
     * organization's content can be reached with it.
     *
     * @param credential what the audit names: the public id of the grant
     */
    public static Caller person(
            Principal person, List<OrganizationId> organizations, String credential, RequestInfo request) {
        return new Caller(
                person,
                organizations.stream()
                        .map(one -> new Membership(one, "", "", "", Set.of(), Policy.DEFAULT))
                        .toList(),
                new Credential(Credential.Kind.INTERNAL, credential, Buffer.buffer(), ""),
                Set.of(),
                Restrictions.NONE,
                request);
    }

    /** The server itself. */
    public static Caller system(OrganizationId organization, String requestId) {
        var request = new RequestInfo(requestId, null, "", "", System.nanoTime());
        return internal(Principal.SYSTEM, organization, "system", request);
    }

    /** The same caller in the one organization that {@code reference} (slug or id) names. */
    public Caller within(String reference) {
        var named = organizations.stream().filter(m -> m.isNamed(reference)).toList();
        if (named.isEmpty()) {
            throw new Failure.NotFound("organization").asException(); // foreign and absent alike: security T4
        }
        return new Caller(principal, named, credential, scopes, restrictions, request);
    }

    /** The same caller in that one of its organizations. */
    public Caller within(OrganizationId organization) {
        var named = organizations.stream()
                .filter(m -> m.organization().equals(organization))
                .toList();
        if (named.isEmpty()) {
            throw new Failure.NotFound("organization").asException();
        }
        return new Caller(principal, named, credential, scopes, restrictions, request);
    }

    /** The same caller in the organization alone that they have come to belong to in this call, for its log. */
    public Caller joining(OrganizationId organization) {
        return new Caller(
                principal,
                List.of(new Membership(organization, "", "", "", Set.of(), Policy.DEFAULT)),
                credential,
                scopes,
                restrictions,
                request);
    }

    public Caller restrictedTo(Restrictions narrower) {
        return new Caller(principal, organizations, credential, scopes, narrower, request);
    }

    public Caller during(RequestInfo other) {
        return new Caller(principal, organizations, credential, scopes, restrictions, other);
    }

    /** The only organization; where several are reachable, a failure that lists them. */
    public Membership organization() {
        if (organizations.size() > 1) {
            throw new Failure.ChoiceRequired(
                            FailureCode.ORG_REQUIRED,
                            "organization",
                            organizations.stream().map(Membership::slug).toList())
                    .asException();
        }
        return organizations.stream().findFirst().orElseThrow(() -> new Failure.NotFound("organization").asException());
    }

    public boolean spansOrganizations() {
        return organizations.size() > 1;
    }

    /** Fails unless every scope of {@code needed} was granted. */
    public void require(Set<Scope> needed) {
        if (!scopes.containsAll(needed)) {
            var names = new java.util.TreeSet<String>();
            needed.forEach(scope -> names.add(scope.wire()));
            throw new Failure.InsufficientScope(names).asException();
        }
    }

    /**
     * The same caller in those of its organizations whose role permits what {@code needed} is for. What was granted
     * counts only as far as the role reaches now (security C10). Fails with {@code forbidden} where none does.
     */
    public Caller permitted(Set<Scope> needed) {
        var permitted = organizations.stream()
                .filter(m -> needed.stream().allMatch(scope -> scope.permittedBy(m)))
                .toList();
        return in(permitted, "Your role does not permit this");
    }

    /**
     * The same caller in those of its organizations that serve a dialect, where a change needs a version only as far as
     * the dialect itself asks for one. Fails with {@code forbidden} where none does.
     *
     * @param dialect its name, as policies spell it
     */
    public Caller speaking(String dialect) {
        var serving = in(
                organizations.stream()
                        .filter(m -> m.policy().dialects().getOrDefault(dialect, true))
                        .toList(),
                "Your organization does not serve these tools");
        return serving.organizations.stream().noneMatch(m -> m.policy().requireVersion())
                ? serving
                : new Caller(
                        principal,
                        serving.organizations.stream()
                                .map(Membership::withoutVersions)
                                .toList(),
                        credential,
                        scopes,
                        restrictions,
                        request);
    }

    /**
     * The same caller in those of its organizations that take its credential as it was shown: a personal token as
     * {@link #personally}, one in a URL only where the policy allows it. Fails with {@code forbidden} or
     * {@code token_in_query} where none does.
     */
    public Caller admitted() {
        var admitted = credential.kind() == Credential.Kind.USER_TOKEN ? personally() : this;
        if (!request.credentialInQuery()) {
            return admitted;
        }
        return admitted.in(
                admitted.organizations.stream()
                        .filter(m -> m.policy().queryTokens())
                        .toList(),
                FailureCode.TOKEN_IN_QUERY,
                "Your organization takes tokens from the Authorization header only");
    }

    /** The same caller where personal tokens count (permission and policy {@code mcp.create}). Fails with {@code forbidden}. */
    public Caller personally() {
        return in(
                organizations.stream().filter(Membership::takesPersonalTokens).toList(),
                "Your role does not permit personal tokens; ask an owner to sync the roles");
    }

    private Caller in(List<Membership> some, String otherwise) {
        return in(some, FailureCode.FORBIDDEN, otherwise);
    }

    private Caller in(List<Membership> some, FailureCode code, String otherwise) {
        if (some.isEmpty()) {
            throw new Failure.Refused(code, otherwise).asException();
        }
        return some.size() == organizations.size()
                ? this
                : new Caller(principal, some, credential, scopes, restrictions, request);
    }

    /** The limits that hold for this caller: the strictest of the organizations it spans. */
    public int callsPerMinute() {
        return organizations.stream()
                .mapToInt(m -> m.policy().callsPerMinute())
                .min()
                .orElse(Policy.DEFAULT.callsPerMinute());
    }

    public int maxClaims() {
        return organizations.stream()
                .mapToInt(m -> m.policy().maxClaims())
                .min()
                .orElse(Policy.DEFAULT.maxClaims());
    }

    public int maxTokenDays() {
        return organizations.stream()
                .mapToInt(m -> m.policy().maxTokenDays())
                .min()
                .orElse(Policy.DEFAULT.maxTokenDays());
    }

    public int maxResponseTokens() {
        return organizations.stream()
                .mapToInt(m -> m.policy().maxResponseTokens())
                .min()
                .orElse(Policy.DEFAULT.maxResponseTokens());
    }
}
