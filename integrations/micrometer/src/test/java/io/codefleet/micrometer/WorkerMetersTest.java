package io.codefleet.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.FleetStats;
import io.codefleet.Task;
import io.codefleet.Usage;
import io.codefleet.agent.AgentVitals;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.worker.AttemptEnd;
import io.codefleet.agent.worker.AttemptEnd.How;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerMetersTest {
    private final AtomicInteger running = new AtomicInteger();
    private final WorkerMeters meters = new WorkerMeters(new WorkerProbe() {
        @Override
        public boolean brokerConnected() {
            return true;
        }

        @Override
        public AgentVitals agent() {
            return new AgentVitals(true, 3, OptionalLong.empty());
        }

        @Override
        public int running() {
            return running.get();
        }

        @Override
        public int slots() {
            return 4;
        }
    });

    @Test
    void aRegistryReadsTheWorkerThroughItsProbe() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        meters.bindTo(registry);
        running.set(2);

        assertThat(registry.get("codefleet.tasks.running").gauge().value()).isEqualTo(2);
        assertThat(registry.get("codefleet.slots").gauge().value()).isEqualTo(4);
        assertThat(registry.get("codefleet.broker.connected").gauge().value()).isEqualTo(1);
        assertThat(registry.get("codefleet.opencode.up").gauge().value()).isEqualTo(1);
        assertThat(registry.get("codefleet.opencode.memory.bytes").gauge().value())
                .isNaN();
        assertThat(registry.get("codefleet.opencode.restarts").functionCounter().count())
                .isEqualTo(3);
    }

    @Test
    void everyRegistryCountsAttemptsFromItsBindingOn() {
        SimpleMeterRegistry first = new SimpleMeterRegistry();
        SimpleMeterRegistry second = new SimpleMeterRegistry();
        AttemptStub attempt = new AttemptStub(Task.of("x").type("code"));
        meters.bindTo(first);
        meters.started(attempt);
        meters.bindTo(second);
        meters.started(attempt);
        meters.ended(
                attempt,
                new AttemptEnd(
                        How.COMPLETED,
                        Optional.empty(),
                        Optional.of("a/b"),
                        Usage.builder()
                                .inputTokens(5)
                                .cost(new BigDecimal("0.5"))
                                .build(),
                        Duration.ofSeconds(2)));

        assertThat(first.get("codefleet.tasks.started")
                        .tag("type", "code")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(second.get("codefleet.tasks.started").counter().count()).isEqualTo(1);
        assertThat(second.get("codefleet.cost.usd")
                        .tag("model", "a/b")
                        .counter()
                        .count())
                .isEqualTo(0.5);
        assertThat(second.get("codefleet.attempt.duration").timer().count()).isEqualTo(1);
    }

    @Test
    void figuresOfTheFleetAreUnknownWhereTheBrokerDoesNotAnswer() {
        Vertx vertx = Vertx.vertx();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        AtomicInteger asked = new AtomicInteger();
        try (FleetMeters fleet = FleetMeters.start(vertx, () -> {
            asked.incrementAndGet();
            return Future.<FleetStats>failedFuture("away");
        })) {
            fleet.bindTo(registry);
            await().until(() -> asked.get() > 0);
            assertThat(registry.get("codefleet.fleet.tasks.queued").gauge().value())
                    .isNaN();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
