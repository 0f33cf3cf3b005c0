package dev.rota.rest;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An {@link Endpoint} in the making. Who may use it is the first thing that must be said: nothing else compiles before. */
@CheckReturnValue
public final class Draft {
    private final Beginning beginning;
    private Access access;
    private final List<Parameter> query = new ArrayList<>();
    private @Nullable Shape body;
    private int status = 200;
    private @Nullable Shape answer;
    private List<String> once = List.of();
    private List<String> media = List.of();
    private String received = "";
    private boolean versioned;

    private Draft(Beginning beginning, Access access) {
        this.beginning = beginning;
        this.access = access;
    }

    /**
     * @param path below {@code /api/v1}
     * @param name of the operation, in audit and OpenAPI
     * @param summary one sentence, for the document
     */
    public static Beginning of(HttpMethod method, String path, String name, String summary) {
        return new Beginning(method, path, name, summary);
    }

    public static Beginning get(String path, String name, String summary) {
        return of(HttpMethod.GET, path, name, summary);
    }

    public static Beginning post(String path, String name, String summary) {
        return of(HttpMethod.POST, path, name, summary);
    }

    public static Beginning patch(String path, String name, String summary) {
        return of(HttpMethod.PATCH, path, name, summary);
    }

    public static Beginning delete(String path, String name, String summary) {
        return of(HttpMethod.DELETE, path, name, summary);
    }

    /** What and where, without who. */
    public record Beginning(HttpMethod method, String path, String name, String summary) {
        /** For members whose role gives {@code permission}, by credentials that were granted {@code scope}. */
        public Draft needs(Permission permission, Scope scope) {
            return new Draft(this, Access.to(Access.Door.MEMBER, permission, scope));
        }

        /** For members, whatever their role; by credentials that were granted {@code scope}. */
        public Draft forMembers(Scope scope) {
            return new Draft(this, Access.to(Access.Door.MEMBER, null, scope));
        }

        /** For each person, about themselves. */
        public Draft forPersons(@Nullable Scope scope) {
            return new Draft(this, Access.to(Access.Door.PERSON, null, scope));
        }

        /** For anybody, without a credential. */
        public Draft forAnybody() {
            return new Draft(this, Access.to(Access.Door.ANYBODY, null, null));
        }

        /** For anybody; who shows a credential is known by it. */
        public Draft forAnybodyOrPersons() {
            return new Draft(this, Access.to(Access.Door.ANYBODY_OR_PERSON, null, null));
        }
    }

    /** The permission counts for owners alone. */
    public Draft ownersOnly() {
        access = access.forOwners();
        return this;
    }

    /** A grant counts only soon after its person signed in (security A24). */
    public Draft fresh() {
        access = access.freshly();
        return this;
    }

    /** One at a time in an organization: what the caller's role permits is asked when the one before is done (security M3). */
    public Draft alone() {
        access = access.oneAtATime();
        return this;
    }

    /** Ten times an hour and organization (security M10). */
    public Draft rare() {
        access = access.rarely();
        return this;
    }

    public Draft query(Parameter... parameters) {
        query.addAll(List.of(parameters));
        return this;
    }

    public Draft takes(Shape shape) {
        body = shape;
        return this;
    }

    /** Takes a body of that media type, which the handling reads by itself: see {@link Handling.Streams}. */
    public Draft receives(String type) {
        received = type;
        return this;
    }

    public Draft answers(Shape shape) {
        answer = shape;
        return this;
    }

    /** Answers 201. */
    public Draft creates(Shape shape) {
        status = 201;
        answer = shape;
        return this;
    }

    /** The same, with members that are never told again. */
    public Draft creates(Shape shape, String... toldOnce) {
        once = List.of(toldOnce);
        return creates(shape);
    }

    /** Answers a page of {@code item}; takes {@code limit} and {@code cursor}. */
    public Draft lists(Shape item) {
        answer = Page.of(item);
        query.addAll(Page.PARAMETERS);
        return this;
    }

    /** Another representation of what the path answers as JSON, for requests that ask for one of {@code types} first. */
    public Draft represents(String... types) {
        media = List.of(types);
        return this;
    }

    /** Answers 204. */
    public Draft removes() {
        status = 204;
        return this;
    }

    /** Answers 202, without a body. */
    public Draft accepts() {
        status = 202;
        return this;
    }

    public Draft versioned() {
        versioned = true;
        return this;
    }

    /** See {@link Handling.Reads}. */
    public Endpoint reads(Handling.Reads handling) {
        return made(handling);
    }

    /** See {@link Handling.ChangesOrganization}. */
    public Endpoint changes(Handling.ChangesOrganization handling) {
        return made(handling);
    }

    /** See {@link Handling.ChangesOwn}. */
    public Endpoint changesOwn(Handling.ChangesOwn handling) {
        return made(handling);
    }

    /** See {@link Handling.Acts}. */
    public Endpoint acts(Handling.Acts handling) {
        return made(handling);
    }

    /** See {@link Handling.ActsAtLength}. */
    public Endpoint actsAtLength(Handling.ActsAtLength handling) {
        return made(handling);
    }

    /** See {@link Handling.Streams}. */
    public Endpoint streams(Handling.Streams handling) {
        return made(handling);
    }

    private Endpoint made(Handling handling) {
        return new Endpoint(
                beginning.method(),
                beginning.path(),
                beginning.name(),
                beginning.summary(),
                access,
                query,
                body,
                received,
                status,
                answer,
                once,
                media,
                versioned,
                handling);
    }
}
