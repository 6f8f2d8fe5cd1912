package io.codefleet.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultRunOptionsTest {
    private static String replay(FaultRunTestBase test) {
        return test.options(Path.of("histories"), Duration.ofSeconds(7)).replay();
    }

    @Test
    void theReplayNamesTheTestOfItsBroker() {
        List<FaultRunTestBase> tests = List.of(
                new FileFaultsIT(),
                new GatewayFaultsIT(),
                new KafkaFaultsIT(),
                new NatsFaultsIT(),
                new RabbitFaultsIT(),
                new RedisFaultsIT());
        assertThat(tests)
                .allSatisfy(test -> assertThat(replay(test))
                        .contains(" -Dit.test=" + test.getClass().getSimpleName() + " -Dcodefleet.faults.seed="));
    }

    @Test
    void theReplayOfATestThatNoBuildRunsIncludesIt() {
        assertThat(replay(new NatsClusterFaultsIT()))
                .contains(" -Dit.test=NatsClusterFaultsIT -DexcludedGroups=none -Dcodefleet.faults.seed=");
    }
}
