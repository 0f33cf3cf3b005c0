package dev.rota.oauth.consent;

import org.jspecify.annotations.Nullable;

/** The browser goes elsewhere before anybody is asked. Has no stack trace: it is an answer, not a defect. */
final class Detour extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String place;
    private final transient @Nullable Refusal refusal;

    private Detour(String place, @Nullable Refusal refusal) {
        super(place, null, false, false);
        this.place = place;
        this.refusal = refusal;
    }

    /** To a page of ours. */
    static Detour to(String path) {
        return new Detour(path, null);
    }

    /** Back to the client. */
    static Detour to(Refusal refusal) {
        return new Detour("", refusal);
    }

    /** Empty where there is a refusal. */
    String place() {
        return place;
    }

    @Nullable
    Refusal refusal() {
        return refusal;
    }
}
