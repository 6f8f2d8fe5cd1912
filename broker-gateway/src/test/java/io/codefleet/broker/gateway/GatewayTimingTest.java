package io.codefleet.broker.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Backoff;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GatewayTimingTest {

    @Test
    void noWaitAfterABreakIsLongerThanDocumented() {
        Backoff retry = GatewayTiming.DEFAULT.retry();
        assertThat(retry.delayAfter(1, 0.5)).isEqualTo(Duration.ofMillis(100));
        assertThat(retry.delayAfter(1000, 1)).as("docs/guides/gateway.md").isEqualTo(Duration.ofSeconds(5));
        assertThat(retry.delayAfter(1000, 0)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aRefusedClientWaitsForAboutTheSameTimeAgainAndAgain() {
        Backoff refused = GatewayTiming.DEFAULT.refusedRetry();
        assertThat(refused.delayAfter(1, 0.5)).isEqualTo(Duration.ofSeconds(30));
        assertThat(refused.delayAfter(1000, 0.5)).isEqualTo(Duration.ofSeconds(30));
    }
}
