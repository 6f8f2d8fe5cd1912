package io.codefleet.broker.inmemory.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AuditAction;
import io.codefleet.CodefleetOptions;
import io.codefleet.LogLines;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.Task;
import io.codefleet.TaskStatus;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.Renewal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that puts the changes of another is a copy of it. */
class StateCopyTest {
    private static final CodefleetOptions OPTIONS = CodefleetOptions.of("memory:copies");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-01-01T00:00:00Z"));
    private final InstantSource clock = now::get;
    private final NamespaceStore store = store();

    private NamespaceStore store() {
        return new NamespaceStore("copies", clock, Runnable::run);
    }

    private void advance(Duration time) {
        now.updateAndGet(then -> then.plus(time));
    }

    private static List<StateChange> content(NamespaceStore of) {
        List<StateChange> all = new ArrayList<>();
        of.copy().dump(all::add);
        of.copy().dumpTasks(0, Integer.MAX_VALUE, all::add);
        return all;
    }

    private static void isCopy(NamespaceStore copy, NamespaceStore of) {
        assertThat(content(copy)).containsExactlyInAnyOrderElementsOf(content(of));
        assertThat(copy.stats()).isEqualTo(of.stats());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aStoreThatPutsAllChangesIsACopy(long seed) {
        store.copy().takeOver();
        RandomSteps steps = new RandomSteps(seed, store);
        NamespaceStore copy = store();
        StateCopy writer = copy.copy();
        Random random = new Random(seed);
        for (int i = 0; i < 1500; i++) {
            steps.step();
            advance(Duration.ofMillis(random.nextInt(3000)));
            if (random.nextInt(4) == 0) {
                writer.put(store.takeChanges());
            }
        }
        writer.put(store.takeChanges());
        isCopy(copy, store);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aSnapshotThatIsTakenWhileTheStoreWorksAndAllChangesFromItsBeginningOnMakeACopy(long seed) {
        store.copy().takeOver();
        RandomSteps steps = new RandomSteps(seed, store);
        Random random = new Random(seed);
        for (int i = 0; i < 700; i++) {
            steps.step();
            advance(Duration.ofMillis(random.nextInt(3000)));
        }
        store.takeChanges();
        List<StateChange> snapshot = new ArrayList<>();
        List<StateChange> changes = new ArrayList<>();
        OptionalLong next = OptionalLong.of(0);
        while (next.isPresent()) {
            next = store.copy().dumpTasks(next.getAsLong(), 5, snapshot::add);
            for (int i = 0; i < 10; i++) {
                steps.step();
                advance(Duration.ofMillis(random.nextInt(3000)));
            }
            changes.addAll(store.takeChanges());
        }
        store.copy().dump(snapshot::add);
        for (int i = 0; i < 50; i++) {
            steps.step();
        }
        changes.addAll(store.takeChanges());
        NamespaceStore copy = store();
        copy.copy().put(snapshot);
        copy.copy().put(changes);
        isCopy(copy, store);
    }

    @Test
    void aSuccessorEndsNoLeaseForOneLeasePeriod() {
        store.copy().takeOver();
        Follower nobody = new Follower() {
            @Override
            public void outcomes(List<Outcome> outcomes) {}

            @Override
            public void progress(Progress progress) {}

            @Override
            public void log(LogLines lines) {}
        };
        RandomSteps.heartbeat(store, "w0");
        store.submit(List.of(Task.of("do it").id("a").type("code")), nobody, OPTIONS, AuditAction.SUBMITTED);
        Duration period = Duration.ofSeconds(20);
        Lease lease = store.claim(ClaimRequest.of("w0", 1, period), OPTIONS.limits())
                .get(0)
                .lease();
        NamespaceStore successor = store();
        successor.copy().put(store.takeChanges());
        advance(Duration.ofMinutes(5));
        successor.copy().takeOver();
        advance(period.minusSeconds(1));
        successor.runMaintenance(OPTIONS.limits());
        assertThat(successor.find(List.of("a")).get(0).status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(successor.renew(List.of(lease), period)).containsExactly(Renewal.HELD);
        advance(period.plusSeconds(1));
        successor.runMaintenance(OPTIONS.limits());
        assertThat(successor.find(List.of("a")).get(0).status()).isNotEqualTo(TaskStatus.RUNNING);
    }

    @Test
    void aStepThatChangesNothingHasNoChanges() {
        store.copy().takeOver();
        RandomSteps steps = new RandomSteps(7, store);
        for (int i = 0; i < 200; i++) {
            steps.step();
        }
        store.takeChanges();
        store.stats();
        store.workers();
        store.follow(List.of("t1", "t2"), steps);
        store.runMaintenance(OPTIONS.limits());
        store.takeChanges();
        store.runMaintenance(OPTIONS.limits());
        assertThat(store.takeChanges()).isEmpty();
    }
}
