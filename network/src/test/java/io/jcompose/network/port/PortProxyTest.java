package io.jcompose.network.port;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortProxyTest {
    /** Without the wait for the selector one of some hundred comes too early. */
    private static final int TIMES = 2000;

    private static final InetAddress HOST = InetAddress.getLoopbackAddress();

    private final PortLedger ledger = new PortLedger();
    private Vertx vertx;
    private PortProxy proxy;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        proxy = new PortProxy(vertx);
    }

    @AfterEach
    void close() {
        proxy.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPortThatIsNoLongerServedCanBeTakenAtOnce(boolean udp) {
        int port = give(take(0, udp));
        assertThatCode(() -> {
                    for (int time = 0; time < TIMES; time++) {
                        give(take(port, udp));
                    }
                })
                .doesNotThrowAnyException();
    }

    private Reservation take(int port, boolean udp) {
        Reservation reservation = ledger.reserve("test", List.of(new PortRequest(HOST, port, port, udp)))
                .getFirst();
        proxy.serve(reservation, new InetSocketAddress(HOST, 9));
        return reservation;
    }

    private int give(Reservation reservation) {
        proxy.stop(reservation);
        ledger.release(List.of(reservation));
        return reservation.port();
    }
}
