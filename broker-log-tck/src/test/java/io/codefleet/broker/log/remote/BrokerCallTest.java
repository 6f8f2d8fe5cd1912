package io.codefleet.broker.log.remote;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.BrokerRefusedException;
import org.junit.jupiter.api.Test;

/** The calls that travel to the process that serves a namespace. */
class BrokerCallTest {
    @Test
    void aCallOfANewerClientIsRefusedWithItsRemedy() {
        assertThatThrownBy(() -> BrokerCall.of(9999))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessage("call 9999 is not known to the process that serves the namespace; update it");
    }
}
