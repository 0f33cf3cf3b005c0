package dev.rota.trace;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The event bus, which no trace crosses. Who announces knows nothing of who hears it, who may be of another organization:
 * neither must find the other in its trace, nor in its lines of the log.
 */
public final class Announcements {
    private static final DeliveryOptions UNTRACED = new DeliveryOptions().setTracingPolicy(TracingPolicy.IGNORE);
    private static final DeliveryOptions UNTRACED_HERE = new DeliveryOptions(UNTRACED).setLocalOnly(true);

    private Announcements() {}

    /** To whoever listens at {@code address}, on every node. */
    public static void publish(EventBus bus, String address, Object body) {
        bus.publish(address, body, UNTRACED);
    }

    /** To whoever listens at {@code address} on this node. */
    public static void publishHere(EventBus bus, String address, @Nullable Object body) {
        bus.publish(address, body, UNTRACED_HERE);
    }

    /**
     * Listens at {@code address} on the current event loop, in nobody's name: Vert.x would make each delivery a span of the
     * request that began to listen.
     *
     * @param heard gets bodies, which may be anything where nodes are of several versions
     */
    @CanIgnoreReturnValue
    public static MessageConsumer<?> listen(EventBus bus, String address, Consumer<@Nullable Object> heard) {
        return RequestContext.ofNobody(
                () -> bus.<@Nullable Object>consumer(address, announced -> heard.accept(announced.body())));
    }
}
