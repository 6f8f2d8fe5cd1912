package io.codefleet.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathPrefixTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"/", "fleet", "/fleet/", "//fleet", "/a//b", "/..", "/a/../b", "/a%2fb", "/a b", "/a?b", "/a;b"})
    void aPathThatHasTwoReadingsIsRefused(String path) {
        assertThatThrownBy(() -> new PathPrefix(path))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("pathPrefix")
                .hasMessageContaining("/fleet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/fleet", "/tools/fleet-2", "/~ann/fleet.v1", "/api"})
    void aPlainPathIsKept(String path) {
        assertThat(new PathPrefix(path).path()).isEqualTo(path);
    }
}
