package io.codefleet.broker.log.leader;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.broker.Broker;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.memory.MemoryLogSystem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Processes that may lead several namespaces, each a log of its own. */
class LeaderLoadTest extends LeaderTestBase {
    private static final int NAMESPACES = 10;

    private final List<MemoryLogSystem> systems = new ArrayList<>();

    private static LogBrokers process() {
        return new LogBrokers(InstantSource.fixed(NOW), LogLimits.DEFAULT);
    }

    /** Connects a process to all namespaces. */
    private List<Broker> connectToAll(LogBrokers process) {
        return systems.stream()
                .map(log -> connect(process, log.open(vertx), OPTIONS))
                .toList();
    }

    private List<String> leaders() {
        return systems.stream()
                .map(log -> records(log.open(vertx)))
                .map(stored -> stored.stream()
                        .filter(record -> record.record().kind() == LogRecord.Kind.TERM)
                        .reduce((earlier, later) -> later)
                        .orElseThrow())
                .map(term -> term.record().body().toString())
                .toList();
    }

    @Test
    void twoProcessesShareTheNamespacesOfOneThatLeaves() {
        for (int i = 0; i < NAMESPACES; i++) {
            systems.add(new MemoryLogSystem());
        }
        List<Broker> first = connectToAll(process());
        List<Broker> second = connectToAll(process());
        connectToAll(process());
        assertThat(leaders()).containsOnly("client-1");
        for (int i = 0; i < NAMESPACES; i++) {
            get(first.get(i).close());
            get(second.get(i).stats());
        }
        assertThat(leaders()).filteredOn("client-2"::equals).hasSize(NAMESPACES / 2);
        assertThat(leaders()).filteredOn("client-3"::equals).hasSize(NAMESPACES / 2);
    }

    @Test
    void aNamespaceThatAProcessHasLeftCountsNoMore() {
        LogBrokers leaving = process();
        LogBrokers other = process();
        for (int i = 0; i < 2; i++) {
            get(connect(leaving, new MemoryLogSystem().open(vertx), OPTIONS).close());
        }
        connect(other, new MemoryLogSystem().open(vertx), OPTIONS);
        systems.add(new MemoryLogSystem());
        Broker first = connectToAll(process()).get(0);
        connectToAll(other);
        Broker last = connectToAll(leaving).get(0);
        get(first.close());
        get(last.stats());
        assertThat(leaders()).containsExactly("client-3");
    }

    @Test
    void theDelayGrowsWithWhatAProcessLeadsAndIsBounded() {
        LeaderLoad load = new LeaderLoad();
        assertThat(load.delay()).isZero();
        Duration before = load.delay();
        for (int i = 0; i < 3; i++) {
            load.begin();
            assertThat(load.delay()).isGreaterThan(before);
            before = load.delay();
        }
        for (int i = 0; i < 1000; i++) {
            load.begin();
        }
        assertThat(load.delay()).isEqualTo(Duration.ofMillis(500));
        for (int i = 0; i < 1003; i++) {
            load.end();
        }
        assertThat(load.delay()).isZero();
    }
}
