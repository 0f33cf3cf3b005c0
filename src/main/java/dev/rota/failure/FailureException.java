package dev.rota.failure;

/** Carries a {@link Failure} through futures. Has no stack trace: a failure is an answer, not a defect. */
public final class FailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public FailureException(Failure failure) {
        super(failure.code().wire() + ": " + failure.message(), null, false, false);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }

    /** Whether it is a failure of the database as a whole: {@link FailureCode#isOfTheDatabase}. */
    public static boolean isOfTheDatabase(Throwable problem) {
        return problem instanceof FailureException known && known.failure.code().isOfTheDatabase();
    }
}
