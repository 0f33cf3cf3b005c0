package dev.rota.oauth.page;

/** What a person asked for is refused, with the page that says so. Has no stack trace: it is an answer, not a defect. */
public final class RefusedPage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String what;
    private final String advice;

    /**
     * @param code of the error, such as {@code consent_expired}
     * @param what is wrong, in a sentence
     * @param advice what to do now, in a sentence
     */
    public RefusedPage(int status, String code, String what, String advice) {
        super(code + ": " + what, null, false, false);
        this.status = status;
        this.code = code;
        this.what = what;
        this.advice = advice;
    }

    /** A request that was decided, has run out, or belongs to somebody else (security A15). */
    public static RefusedPage expired() {
        return new RefusedPage(
                400,
                "consent_expired",
                "This request was already answered, has run out of time, or belongs to another session.",
                "Go back to the application you came from and start again.");
    }

    /** A form that was not sent by a page of ours (security H5). */
    public static RefusedPage crossSite() {
        return new RefusedPage(
                403,
                "csrf_failed",
                "Your browser says that this request was not made by a page of this server.",
                "Nothing was changed. If you meant to do this, open the page again and use its buttons.");
    }

    int status() {
        return status;
    }

    /** Also the reason in the record of events. */
    public String code() {
        return code;
    }

    String what() {
        return what;
    }

    String advice() {
        return advice;
    }
}
