package dev.rota.mcp.protocol;

import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;

/** A request was refused before it reached any data; {@link #answer} is what the caller is told. */
public final class Denied extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Caller caller;
    private final RuntimeException answer;

    /** @param answer a {@link ProtocolException} or {@link FailureException} */
    public Denied(Caller caller, RuntimeException answer) {
        super(answer.getMessage(), answer, false, false);
        this.caller = caller;
        this.answer = answer;
    }

    /** Who was refused. */
    public Caller caller() {
        return caller;
    }

    public RuntimeException answer() {
        return answer;
    }

    /** For the audit. */
    public FailureCode outcome() {
        if (answer instanceof ProtocolException protocol) {
            return protocol.code();
        }
        return answer instanceof FailureException failed ? failed.failure().code() : FailureCode.INTERNAL_ERROR;
    }
}
