package dev.rota.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.database.DatabaseAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A fault that TCP does not have would prove nothing of those that it has. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // it spins, which no interrupt ends
class FaultProxyTest {
    @Test
    void answers_keep_their_order_when_a_delay_ends_before_all_that_were_late_have_gone() throws Exception {
        try (var database = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var proxy = FaultProxy.before(address(database));
                var client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
                var server = database.accept()) {
            var busy = new CountDownLatch(1);
            var unused = proxy.late().submit(() -> await(busy));
            proxy.delay(Duration.ofNanos(1));
            send(server, "first");
            while (proxy.late().getQueue().isEmpty()) {
                Thread.onSpinWait();
            }
            proxy.heal();

            send(server, "second");
            awaitTurn(proxy, client);
            busy.countDown();

            assertThat(new String(client.getInputStream().readNBytes(11), StandardCharsets.US_ASCII))
                    .isEqualTo("firstsecond");
        }
    }

    /** Until the second is on its way, whichever it is. */
    private static void awaitTurn(FaultProxy proxy, Socket client) throws IOException {
        while (proxy.late().getQueue().size() < 2 && client.getInputStream().available() == 0) {
            Thread.onSpinWait();
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void send(Socket from, String text) throws IOException {
        from.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static DatabaseAddress address(ServerSocket database) {
        return new DatabaseAddress("127.0.0.1", database.getLocalPort(), "none", "disable", null, Map.of());
    }
}
