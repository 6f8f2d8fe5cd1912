package io.codefleet.broker.log.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class FailureCausesTest {

    @Test
    void theInnermostMessageCounts() {
        Throwable cause = new IOException(" ", new IllegalStateException("the cause", new IOException()));
        assertThat(FailureCauses.message(new RuntimeException("around it", cause)))
                .isEqualTo("the cause");
    }

    @Test
    void aFailureWithoutAMessageIsNamedByItsType() {
        assertThat(FailureCauses.message(new IOException())).isEqualTo("IOException");
    }

    @Test
    void aFailureThatIsItsOwnCauseHasAnEnd() {
        RuntimeException first = new RuntimeException("first");
        first.initCause(new RuntimeException("second", first));
        assertThat(FailureCauses.of(first)).contains(first).hasSize(20);
    }
}
