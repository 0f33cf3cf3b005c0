package dev.rota.invitation.rest;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.invitation.Invitation;
import dev.rota.invitation.InvitationQueries;
import dev.rota.invitation.Invitations;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import dev.rota.rest.Sparse;
import io.vertx.core.Future;
import java.util.List;

/** {@code invitations} of an organization. */
public final class InvitationEndpoints implements Endpoints {
    private static final String ALL = "/organizations/{org}/invitations";
    private static final String ONE = ALL + "/{id}";
    private static final Shape INVITATION = Shape.object(
            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
            Member.required("email", Shape.line(254)),
            Member.required("role", Shape.line(63)),
            Member.optional("token", Shape.line(200)).described("In the answer that creates it alone"),
            Member.optional("url", Shape.line(2_000)).described("For the person to open; likewise"),
            Member.required("created_at", Shape.time()),
            Member.required("expires_at", Shape.time()));

    private final InvitationQueries queries = new InvitationQueries();
    private final Invitations invitations;

    public InvitationEndpoints(Invitations invitations) {
        this.invitations = invitations;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get(ALL, "list_invitations", "Invitations that are open")
                        .needs(Permission.MEMBER_INVITE, Scope.ORGANIZATIONS_READ)
                        .lists(INVITATION)
                        .reads(this::list),
                Draft.get(ONE, "get_invitation", "One open invitation")
                        .needs(Permission.MEMBER_INVITE, Scope.ORGANIZATIONS_READ)
                        .answers(INVITATION)
                        .reads(this::read),
                Draft.post(ALL, "create_invitation", "Invites somebody by e-mail address; you pass the URL on")
                        .needs(Permission.MEMBER_INVITE, Scope.MEMBERS_WRITE)
                        .takes(Shape.object(
                                Member.required("email", Shape.line(254)), Member.required("role", Shape.line(63))))
                        .creates(INVITATION, "token", "url")
                        .changes(this::create),
                Draft.delete(ONE, "withdraw_invitation", "Withdraws an invitation")
                        .needs(Permission.MEMBER_INVITE, Scope.MEMBERS_WRITE)
                        .removes()
                        .changes(this::withdraw));
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        return queries.list(tx, page.position(0), page.rows())
                .map(found -> page.of(
                        found, one -> Long.toString(one.id()), one -> json(one).toJson()));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        var id = call.id("id", "invitation");
        return queries.find(tx, id)
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("invitation").asException()))
                .map(one -> result(one, json(one)));
    }

    private Future<Result> create(RestCall call, OrganizationTx tx) {
        return invitations
                .invite(
                        tx,
                        call.caller(),
                        call.body().getString("email"),
                        call.body().getString("role"))
                .map(made -> result(
                        made.invitation(),
                        json(made.invitation())
                                .put("token", made.token().reveal())
                                .put("url", invitations.url(made.token()))));
    }

    private Future<Result> withdraw(RestCall call, OrganizationTx tx) {
        var id = call.id("id", "invitation");
        return invitations.withdraw(tx, id).map(done -> Result.nothing().about("invitation", id, null));
    }

    private static Result result(Invitation one, Sparse json) {
        return Result.of(json.toJson()).about("invitation", one.id(), null);
    }

    private static Sparse json(Invitation one) {
        return new Sparse()
                .put("id", one.id())
                .put("email", one.email())
                .put("role", one.role())
                .put("created_at", one.createdAt())
                .put("expires_at", one.expiresAt());
    }
}
