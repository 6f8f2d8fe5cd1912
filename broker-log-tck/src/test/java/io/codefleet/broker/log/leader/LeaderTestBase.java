package io.codefleet.broker.log.leader;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.broker.Broker;
import io.codefleet.broker.SubmitReply;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.broker.log.memory.MemoryLogSystem;
import io.codefleet.broker.log.tck.IgnoringListener;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Base of tests whose processes have a clock and a log of their own each. */
@Timeout(90)
abstract class LeaderTestBase {
    static final Instant NOW = Instant.parse("2025-01-01T00:00:00Z");
    static final CodefleetOptions OPTIONS =
            CodefleetOptions.of("memory-log:test").namespace("faults");

    /** How long to wait for a process that must not wait for its log; shorter than the limit of the test. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final Vertx vertx = Vertx.vertx();
    final MemoryLogSystem system = new MemoryLogSystem();
    private final List<Broker> brokers = new ArrayList<>();
    private final List<HeldLog> held = new ArrayList<>();

    @AfterEach
    void close() {
        held.forEach(HeldLog::release);
        brokers.forEach(broker -> get(broker.close()));
        get(vertx.close());
    }

    Broker connect(BrokerLog log, InstantSource clock, LogLimits limits, CodefleetOptions options) {
        return connect(new LogBrokers(clock, limits), log, options);
    }

    Broker connect(LogBrokers logBrokers, BrokerLog log, CodefleetOptions options) {
        Broker broker = get(logBrokers.connect(vertx, options, new IgnoringListener(), log, true));
        brokers.add(broker);
        return broker;
    }

    Broker connect(BrokerLog log, LogLimits limits) {
        return connect(log, InstantSource.fixed(NOW), limits, OPTIONS);
    }

    Broker connect(BrokerLog log) {
        return connect(log, LogLimits.DEFAULT);
    }

    /** Opens the log of another process; its appends do not wait when the test is over. */
    HeldLog heldLog() {
        HeldLog log = new HeldLog(system.open(vertx));
        held.add(log);
        return log;
    }

    Broker connect() {
        return connect(system.open(vertx));
    }

    static void submit(Broker broker, Task task) {
        assertThat(get(broker.submit(List.of(task)))).containsExactly(SubmitReply.Accepted.INSTANCE);
    }

    static void submit(Broker broker, String id) {
        submit(broker, Task.of("do " + id).id(id));
    }

    static List<String> ids(Broker broker, String... asked) {
        return get(broker.find(List.of(asked))).stream()
                .map(TaskInfo::task)
                .map(Task::id)
                .toList();
    }

    /** Returns all records of the log. */
    static List<StoredRecord> records(BrokerLog log) {
        return get(log.read(0, Integer.MAX_VALUE));
    }
}
