package io.codefleet.testing.junit;

import static io.codefleet.testing.junit.FleetAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.codefleet.AttemptInfo.End;
import io.codefleet.CodefleetClient;
import io.codefleet.ConnectionState;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs classes of tests as users write them. The nested classes are run by this test only. */
class FleetExtensionTest {
    private static final Task REVIEW = Task.of("secret prompt").type("review").id("review-1");

    private static EngineExecutionResults execute(Class<?> type) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(type))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
                .configurationParameter("junit.jupiter.conditions.deactivate", "org.junit.*DisabledCondition")
                .execute();
    }

    private static Throwable failure(EngineExecutionResults results) {
        List<Event> failed = results.allEvents().failed().list();
        assertThat(failed).hasSize(1);
        return failed.get(0)
                .getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
    }

    private static void assertAllSucceed(Class<?> type, long tests) {
        EngineExecutionResults results = execute(type);
        assertThat(results.allEvents().failed().list()).isEmpty();
        assertThat(results.testEvents().succeeded().count()).isEqualTo(tests);
    }

    @Disabled("run by parametersAreThoseOfTheTest")
    @ExtendWith(FleetExtension.class)
    static class WithParameters {
        private CodefleetClient before;

        @BeforeEach
        void script(ScriptedAgent agent, CodefleetClient client) {
            agent.onAny(ScriptedAnswer.text("scripted"));
            before = client;
        }

        @Test
        void all(TestFleet fleet, CodefleetClient client, FleetClock clock, ScriptedAgent agent, FleetAwait await) {
            assertThat(client).isSameAs(before).isSameAs(fleet.client());
            assertThat(clock).isSameAs(fleet.clock());
            assertThat(agent).isSameAs(fleet.agent());
            assertThat(await.run(REVIEW)).isCompletedWith("scripted");
        }

        @Test
        void aSecondTestHasAFleetOfItsOwn(FleetAwait await) {
            assertThat(await.run(REVIEW)).isCompletedWith("scripted").hasAttempts(1);
        }

        @AfterEach
        void stillOpen(FleetAwait await, CodefleetClient client) {
            assertThat(await.get(client.workers())).hasSize(1);
        }
    }

    @Test
    void parametersAreThoseOfTheTest() {
        assertAllSucceed(WithParameters.class, 2);
    }

    @Disabled("run by testsAtTheSameTimeShareNothing")
    @Execution(ExecutionMode.CONCURRENT)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @ExtendWith(FleetExtension.class)
    static class AtTheSameTime {
        private final CyclicBarrier both = new CyclicBarrier(2);

        private void run(TestFleet fleet, String answer) throws Exception {
            fleet.agent().onAny(ScriptedAnswer.text(answer).after(Duration.ofHours(1)));
            both.await(20, TimeUnit.SECONDS);
            assertThat(fleet.run(REVIEW)).isCompletedWith(answer).tookOnClock(Duration.ofHours(1));
            both.await(20, TimeUnit.SECONDS);
            assertThat(fleet.agent().received()).hasSize(1);
        }

        @Test
        void one(TestFleet fleet) throws Exception {
            run(fleet, "one");
        }

        @Test
        void other(TestFleet fleet) throws Exception {
            run(fleet, "other");
        }
    }

    @Test
    void testsAtTheSameTimeShareNothing() {
        assertAllSucceed(AtTheSameTime.class, 2);
    }

    @Disabled("run by aStaticExtensionSaysWhichFleetItCannotChoose")
    @Execution(ExecutionMode.CONCURRENT)
    static class StaticAtTheSameTime {
        @RegisterExtension
        static final FleetExtension FLEET = FleetExtension.create();

        private static final CyclicBarrier BOTH = new CyclicBarrier(2);

        private void ambiguous() throws Exception {
            BOTH.await(20, TimeUnit.SECONDS);
            assertThatThrownBy(FLEET::get)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("share this extension");
            BOTH.await(20, TimeUnit.SECONDS);
        }

        @Test
        void one() throws Exception {
            ambiguous();
        }

        @Test
        void other() throws Exception {
            ambiguous();
        }
    }

    @Test
    void aStaticExtensionSaysWhichFleetItCannotChoose() {
        assertAllSucceed(StaticAtTheSameTime.class, 2);
        assertThatThrownBy(FleetExtension.create()::get).hasMessageContaining("no test runs");
    }

    @Disabled("run by aTaskThatStillRunsAtTheEndFailsTheTest")
    static class Leaking {
        @RegisterExtension
        final FleetExtension fleet = FleetExtension.create().agent(agent -> agent.onAny(ScriptedAnswer.never()));

        @Test
        void leak() {
            fleet.get().await().get(fleet.get().client().submitTask(REVIEW));
            assertThat(fleet.get().await().status("review-1", TaskStatus.RUNNING))
                    .hasAttempts(1);
        }
    }

    @Test
    void aTaskThatStillRunsAtTheEndFailsTheTest() {
        assertThat(failure(execute(Leaking.class)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("still running at the end of the test")
                .hasMessageContaining("task 'review-1' of type 'review' is RUNNING")
                .hasMessageContaining("attempt 1 on worker 'scripted-agent' at 2025-01-01T00:00:00Z: runs");
    }

    @Disabled("run by aWaitSaysWhyTheTaskWaits")
    static class Waiting {
        @RegisterExtension
        final FleetExtension fleet = FleetExtension.create()
                .limit(Duration.ofMillis(300))
                .worker(options -> options.capabilities("java"))
                .agent(agent -> agent.onAny(ScriptedAnswer.text("never reached")));

        @Test
        void wait(FleetAwait await) {
            await.run(REVIEW.requires("gpu"));
        }
    }

    @Test
    void aWaitSaysWhyTheTaskWaits() {
        assertThat(failure(execute(Waiting.class)))
                .hasMessageContaining("the task has not ended within 300ms")
                .hasMessageContaining("is QUEUED: no worker serves type 'review' with the capabilities [gpu]")
                .hasMessageContaining("worker 'scripted-agent' is ONLINE")
                .hasMessageContaining("no attempt")
                .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("secret"));
    }

    @Disabled("run by aDelayedTaskNamesItsTime")
    static class Delayed {
        @RegisterExtension
        final FleetExtension fleet = FleetExtension.create().limit(Duration.ofMillis(300));

        @Test
        void wait(FleetAwait await) {
            await.run(REVIEW.delay(Duration.ofDays(2)));
        }
    }

    @Test
    void aDelayedTaskNamesItsTime() {
        assertThat(failure(execute(Delayed.class)))
                .hasMessageContaining("is DELAYED: it waits until 2025-01-03T00:00:00Z, which takes 2d more");
    }

    @Disabled("run by anAssertionShowsTheHistory")
    @ExtendWith(FleetExtension.class)
    static class Asserting {
        @Test
        void check(TestFleet fleet) {
            fleet.agent()
                    .onAny(
                            ScriptedAnswer.transientFault("overloaded").cost("0.10"),
                            ScriptedAnswer.permanent("unknown model"));
            assertThat(fleet.run(REVIEW.retry(RetryPolicy.DEFAULT))).isCompletedWith("fine");
        }
    }

    @Test
    void anAssertionShowsTheHistory() {
        assertThat(failure(execute(Asserting.class)))
                .hasMessageContaining("expected task 'review-1' to complete, but it failed: PERMANENT: unknown model")
                .hasMessageContaining("attempt 1 on worker 'scripted-agent' at 2025-01-01T00:00:00Z: FAILED after 0s: "
                        + "TRANSIENT: overloaded ($0.1)")
                .hasMessageContaining("attempt 2 on worker");
    }

    @Disabled("run by anyFailureShowsTheFleet")
    @ExtendWith(FleetExtension.class)
    static class Failing {
        @Test
        void fail(TestFleet fleet) {
            fleet.agent().onAny(ScriptedAnswer.text("fine"));
            Outcome outcome = fleet.run(REVIEW).outcome().orElseThrow();
            assertThat(outcome).isFailedWith(ErrorKind.PERMANENT);
        }
    }

    @Test
    void anyFailureShowsTheFleet() {
        assertThat(failure(execute(Failing.class)))
                .hasMessageContaining("expected task 'review-1' to fail with PERMANENT, but it completed")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .singleElement()
                        .asString()
                        .contains("the fleet when the test failed", "task 'review-1'", "COMPLETED"));
    }

    @Disabled("run by aFleetOutsideOfATestIsRefused")
    @ExtendWith(FleetExtension.class)
    static class BeforeAllTests {
        @BeforeAll
        static void prepare(TestFleet fleet) {}

        @Test
        void never() {}
    }

    @Test
    void aFleetOutsideOfATestIsRefused() {
        assertThat(failure(execute(BeforeAllTests.class)))
                .hasStackTraceContaining("a fleet lasts for one test; prepare is called outside of one");
    }

    @Test
    void aRunThatCannotGoOnSaysWhy() {
        try (TestFleet fleet = TestFleet.start(TestFleetOptions.defaults().limit(Duration.ofMillis(300)))) {
            assertThatThrownBy(() -> fleet.run(REVIEW.requires("gpu")))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("no result within 300ms")
                    .hasMessageContaining("no worker serves type 'review'");
            assertThat(fleet.history("review-1")).contains("is QUEUED", "[gpu]");
        }
    }

    @Test
    void aTestMayCloseTheClientItself() {
        TestFleet fleet = TestFleet.start(TestFleetOptions.defaults());
        fleet.await().get(fleet.client().close().map(true));
        fleet.close();
        assertThat(fleet.client().connectionState()).isEqualTo(ConnectionState.CLOSED);
    }

    @Test
    void assertionsCompareEachPart() {
        try (TestFleet fleet = TestFleet.start(TestFleetOptions.defaults()
                .agent(agent ->
                        agent.onAny(ScriptedAnswer.text("fine").cost("0.5").patch("diff", "a"))))) {
            var info = fleet.run(REVIEW);
            for (Runnable wrong : List.<Runnable>of(
                    () -> assertThat(info).hasStatus(TaskStatus.FAILED),
                    () -> assertThat(info).isCompletedWith("else"),
                    () -> assertThat(info).hasChanged("b"),
                    () -> assertThat(info).isCancelled(),
                    () -> assertThat(info).hasCost("0.6"),
                    () -> assertThat(info).hasAttempts(2),
                    () -> assertThat(info).hasAttemptsThatEnded(End.LOST),
                    () -> assertThat(info).isFailedWith(ErrorKind.PERMANENT, "x"),
                    () -> assertThat(info).tookOnClock(Duration.ofHours(1)))) {
                assertThatThrownBy(wrong::run)
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining("attempt 1 on worker");
            }
        }
    }
}
