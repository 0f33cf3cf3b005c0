package dev.rota.http;

/**
 * How far a node is in stopping (security O8). Shared by all listeners and the readiness check; moves one way.
 *
 * <p>Once begun, the node is not ready and each connection ends with its next response; later, new calls are refused.
 */
public final class Drain {
    private volatile boolean begun;
    private volatile boolean refusing;

    public void begin() {
        begun = true;
    }

    public boolean hasBegun() {
        return begun;
    }

    void refuse() {
        begun = true;
        refusing = true;
    }

    boolean isRefusing() {
        return refusing;
    }
}
