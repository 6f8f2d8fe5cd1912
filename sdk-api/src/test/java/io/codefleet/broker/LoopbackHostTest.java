package io.codefleet.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackHostTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost",
                "127.0.0.1",
                "127.255.0.9",
                "::1",
                "[::1]",
                "0:0:0:0:0:0:0:1",
                "::ffff:127.0.0.1"
            })
    void theNameAndTheAddressesOfTheLoopbackAreThisMachine(String host) {
        assertThat(LoopbackHost.matches(host)).isTrue();
    }

    /** A name may lead to the loopback now and elsewhere later. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0.0.0.0",
                "::",
                "128.0.0.1",
                "127.0.0.256",
                "127.1",
                "127.0.0.1.example",
                "localhost.example",
                "::2",
                "[::1",
                "::1:x",
                "fe80::1%lo",
                "2130706433"
            })
    void whatIsNotWrittenAsSuchIsNot(String host) {
        assertThat(LoopbackHost.matches(host)).isFalse();
    }
}
