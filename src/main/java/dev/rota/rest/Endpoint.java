package dev.rota.rest;

import dev.rota.audit.Action;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the admin API, as data: where it is, who may use it, what it takes and answers, and what it does. The
 * router, the OpenAPI document and the tests of rights are all made from it. Begun with {@link Draft#of}.
 *
 * @param path below {@code /api/v1}, with its parameters in braces
 * @param name of the operation, as audit and OpenAPI ({@code operationId}) have it, such as {@code change_member}
 * @param summary one sentence for the document
 * @param query parameters that it takes; others are refused
 * @param body of the request; null where there is none
 * @param received media type of a body that the handling reads by itself; empty where it does not
 * @param status of success
 * @param answer body of the answer; null where there is none
 * @param once members of the answer that are told once and never again, such as {@code token}
 * @param media types that the request must ask for first, where it is another representation of what the same path
 *     answers as JSON; empty for JSON
 * @param versioned the answer's {@code version} is its ETag, and {@code If-Match} counts (RFC 9110 section 13.1.1)
 */
public record Endpoint(
        HttpMethod method,
        String path,
        String name,
        String summary,
        Access access,
        List<Parameter> query,
        @Nullable Shape body,
        String received,
        int status,
        @Nullable Shape answer,
        List<String> once,
        List<String> media,
        boolean versioned,
        Handling handling) {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");

    private static final int CREATED = 201;

    public Endpoint {
        query = List.copyOf(query);
        media = List.copyOf(media);
        once = List.copyOf(once);
        if (access.door() == Access.Door.MEMBER && !path.startsWith("/organizations/{org}")) {
            throw new IllegalArgumentException(name + " names no organization that one could be a member of");
        }
        if (handling instanceof Handling.ChangesOrganization && access.door() != Access.Door.MEMBER) {
            throw new IllegalArgumentException(name + " changes an organization for those who need not belong to it");
        }
    }

    /** Names of the path's parameters, in order. */
    public List<String> pathParameters() {
        return PARAMETER.matcher(path).results().map(found -> found.group(1)).toList();
    }

    /** As the audit has it. */
    public Action action() {
        return Action.admin(name);
    }

    /** As the router spells it. */
    String route() {
        return PARAMETER.matcher(path).replaceAll(":$1");
    }

    /** Whether it is this representation that the request wants most (RFC 9110 section 12.5.1). */
    boolean isWanted(RoutingContext ctx) {
        return media.isEmpty()
                || ctx.parsedHeaders().accept().stream()
                        .findFirst()
                        .filter(type -> media.contains(type.component() + "/" + type.subComponent()))
                        .isPresent();
    }

    /** Whether the handling reads the body, as it comes. */
    boolean readsItself() {
        return handling instanceof Handling.Streams && changesSomething();
    }

    /** Whether {@code Idempotency-Key} counts: where the change is a transaction that the answer can be kept in. */
    boolean keepsAnswer() {
        return handling instanceof Handling.ChangesOrganization || handling instanceof Handling.ChangesOwn;
    }

    /** Whether {@code If-Match} counts: where there is a version already. */
    boolean takesCondition() {
        return versioned && changesSomething() && status != CREATED;
    }

    boolean changesSomething() {
        return !method.equals(HttpMethod.GET);
    }
}
