package dev.rota.audit.rest;

import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;

/** One event as the API tells it (security U4). */
final class EventShape {
    private static final Shape ID = Shape.whole(Long.MIN_VALUE, Long.MAX_VALUE);
    private static final Shape WORD = Shape.line(256);

    static final Shape EVENT = Shape.object(
            Member.required("seq", Shape.whole(1, Long.MAX_VALUE)),
            Member.required("at", Shape.time()),
            Member.required("category", Shape.choice("MCP", "ADMIN", "AUTH", "SYSTEM")),
            Member.required("action", WORD),
            Member.optional("alias", WORD).described("The name it was called by, where that is another"),
            Member.required("outcome", WORD).described("ok, or the failure's code"),
            Member.required(
                    "actor",
                    Shape.object(
                            Member.required("kind", WORD), Member.optional("id", ID), Member.required("name", WORD))),
            Member.optional("on_behalf_of", ID).described("The person an agent acts for"),
            Member.optional("credential", WORD),
            Member.optional("client", WORD),
            Member.optional(
                    "object",
                    Shape.object(
                            Member.optional("kind", WORD), Member.optional("id", ID), Member.optional("key", WORD))),
            Member.optional(
                            "changes",
                            Shape.list(
                                    Shape.object(
                                            Member.required("field", WORD),
                                            Member.optional("before", Shape.text(4_096)),
                                            Member.optional("after", Shape.text(4_096))),
                                    500))
                    .described("Fields that changed, with keyed hashes of their values"),
            Member.required("request_id", WORD),
            Member.optional("network", WORD),
            Member.optional("protocol", WORD),
            Member.optional("duration_us", ID),
            Member.optional("credential_in_query", Shape.flag()),
            Member.optional("truncated", Shape.flag()));

    private EventShape() {}
}
