package io.codefleet.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.ConnectionState;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClientClosingTest {
    @Test
    void itActsWhenTheClientIsClosedAndNotWhenTheConnectionIsLost() {
        AtomicInteger called = new AtomicInteger();
        ClientClosing closing = new ClientClosing(called::incrementAndGet);

        closing.handle(ConnectionState.RECONNECTING);
        closing.handle(ConnectionState.CONNECTED);
        assertThat(called).hasValue(0);

        closing.handle(ConnectionState.CLOSED);
        assertThat(called).hasValue(1);
    }

    @Test
    void whatIsReleasedIsNotCalled() {
        AtomicInteger called = new AtomicInteger();
        ClientClosing closing = new ClientClosing(called::incrementAndGet);

        closing.release();
        closing.handle(ConnectionState.CLOSED);

        assertThat(called).hasValue(0);
    }
}
