package io.codefleet.agent.opencode.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import io.codefleet.Budget;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.Usage;
import io.codefleet.agent.AttemptBudget;
import io.codefleet.agent.TurnLimits;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a turn is aborted, on a clock that the test turns. */
class TurnGuardTest {
    private static final JsonObject BUSY = new JsonObject().put("type", "busy");

    private final TurnedClock clock = new TurnedClock();
    private final TurnLimits limits = TurnLimits.DEFAULT
            .silence(Duration.ofMinutes(5), Duration.ofMinutes(30))
            .providerWait(Duration.ofMinutes(5));
    private final TurnGuard guard = guard(limits);

    private static final class TurnedClock implements InstantSource {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void turn(Duration by) {
            now = now.plus(by);
        }

        long nanos() {
            return Duration.between(Instant.EPOCH, now).toNanos();
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private TurnGuard guard(TurnLimits with) {
        return new TurnGuard(with, AttemptBudget.UNLIMITED, clock::nanos, clock);
    }

    private static JsonObject part(JsonObject part) {
        return new JsonObject().put("part", part);
    }

    private Optional<TaskError> tool(String id, String tool, String status) {
        return error(guard.event(
                "message.part.updated",
                part(new JsonObject()
                        .put("type", "tool")
                        .put("id", id)
                        .put("tool", tool)
                        .put("state", new JsonObject().put("status", status)))));
    }

    private Optional<TaskError> retry(Duration wait, String message) {
        JsonObject status = new JsonObject()
                .put("type", "retry")
                .put("message", message)
                .put("next", clock.instant().plus(wait).toEpochMilli());
        return error(guard.event("session.status", new JsonObject().put("status", status)));
    }

    private static JsonObject step(String id, String reason) {
        return part(new JsonObject()
                .put("type", "step-finish")
                .put("id", id)
                .put("reason", reason)
                .put("cost", 0.25)
                .put("tokens", new JsonObject().put("input", 90).put("output", 10)));
    }

    private Optional<TaskError> look() {
        return error(guard.look(BUSY));
    }

    private static Optional<TaskError> error(Optional<AttemptException> failure) {
        return failure.map(AttemptException::error);
    }

    @Test
    void aStalledModelIsStopped() {
        clock.turn(Duration.ofSeconds(299));
        assertThat(look()).isEmpty();
        clock.turn(Duration.ofSeconds(1));

        assertThat(look()).hasValueSatisfying(error -> {
            assertThat(error.kind()).isEqualTo(ErrorKind.TRANSIENT);
            assertThat(error.details()).containsEntry("reason", "stalled");
            assertThat(error.message()).contains("nothing was heard of the model for 5m");
        });
    }

    @Test
    void eventsOfASubagentResetTheStallDetector() {
        clock.turn(Duration.ofSeconds(299));
        guard.childEvent("message.part.delta", new JsonObject());
        clock.turn(Duration.ofSeconds(299));

        assertThat(look()).isEmpty();
    }

    @Test
    void aRunningToolMayTakeLongerAndItsOutputResetsTheStallDetector() {
        tool("1", "bash", "running");
        clock.turn(Duration.ofMinutes(29));
        assertThat(look()).isEmpty();
        tool("1", "bash", "running");
        clock.turn(Duration.ofMinutes(29));
        assertThat(look()).isEmpty();
        clock.turn(Duration.ofMinutes(1));
        assertThat(look())
                .map(TaskError::message)
                .hasValueSatisfying(message -> assertThat(message).contains("the tool 'bash' for 30m"));
    }

    @Test
    void afterAToolItIsTheModelsTurnAgain() {
        tool("1", "bash", "running");
        tool("1", "bash", "completed");
        clock.turn(Duration.ofMinutes(5));

        assertThat(look()).isPresent();
    }

    @Test
    void aSubagentThatFallsSilentHasTheTimeOfAModel() {
        tool("1", "task", "running");
        clock.turn(Duration.ofMinutes(5));

        assertThat(look()).isPresent();
    }

    @Test
    void waitingForAPersonIsNotAStall() {
        guard.silence().asked();
        clock.turn(Duration.ofHours(2));
        assertThat(look()).isEmpty();
        guard.silence().answered();
        assertThat(look()).isEmpty();
        clock.turn(Duration.ofMinutes(5));
        assertThat(look()).isPresent();
    }

    @Test
    void aBrokenEventStreamIsNotAStall() {
        clock.turn(Duration.ofMinutes(5));
        guard.silence().broken();

        assertThat(look()).isEmpty();
    }

    @Test
    void aProviderThatAsksToWaitTooLongIsNotWaitedFor() {
        assertThat(retry(Duration.ofHours(1), "slow down")).hasValueSatisfying(error -> {
            assertThat(error.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
            assertThat(error.retryAfter()).contains(Duration.ofHours(1));
            assertThat(error.message()).contains("asks to wait for 1h").contains("slow down");
        });
    }

    @Test
    void aShortProviderWaitIsNotAStall() {
        assertThat(retry(Duration.ofMinutes(4), "slow down")).isEmpty();
        clock.turn(Duration.ofMinutes(8));

        assertThat(look()).isEmpty();
    }

    @Test
    void manyWaitsInARowAreTooLongTogether() {
        for (int i = 0; i < 5; i++) {
            assertThat(retry(Duration.ofSeconds(30), "away")).isEmpty();
            clock.turn(Duration.ofSeconds(60));
        }
        assertThat(retry(Duration.ofSeconds(30), "away")).hasValueSatisfying(error -> {
            assertThat(error.kind()).isEqualTo(ErrorKind.TRANSIENT);
            assertThat(error.retryAfter()).isEmpty();
        });
    }

    @Test
    void anAnswerOfTheProviderRestartsItsWaitLimit() {
        for (int i = 0; i < 10; i++) {
            assertThat(retry(Duration.ofSeconds(30), "away")).isEmpty();
            clock.turn(Duration.ofSeconds(60));
            guard.event("message.part.delta", new JsonObject());
        }
    }

    @Test
    void anAnswerToASubagentRestartsTheWaitLimitToo() {
        for (int i = 0; i < 10; i++) {
            assertThat(retry(Duration.ofSeconds(30), "away")).isEmpty();
            clock.turn(Duration.ofSeconds(60));
            guard.childEvent("message.part.delta", new JsonObject());
        }
    }

    @Test
    void aStepThatGoesOverTheBudgetIsTheLast() {
        TurnGuard limited = guard(limits.budget(Budget.cost("0.50")));
        assertThat(limited.event("message.part.updated", step("1", "tool-calls")))
                .isEmpty();
        assertThat(limited.event("message.part.updated", step("1", "tool-calls")))
                .as("the same again")
                .isEmpty();

        assertThat(error(limited.event("message.part.updated", step("2", "tool-calls"))))
                .hasValueSatisfying(error -> {
                    assertThat(error.kind()).isEqualTo(ErrorKind.BUDGET_EXCEEDED);
                    assertThat(error.details()).containsEntry("cap", "cost").containsEntry("reason", "budget");
                    assertThat(error.message()).contains("$0.50 of $0.50 are spent");
                });
        assertThat(limited.spending().spent().tokens()).isEqualTo(200);
        assertThat(limited.spending().steps()).isEqualTo(2);
    }

    @Test
    void anAnswerThatIsThereIsNotThrownAway() {
        TurnGuard limited = guard(limits.maxSteps(1));

        assertThat(limited.event("message.part.updated", step("1", "stop"))).isEmpty();
    }

    @Test
    void theStepsOfASubagentCountAndAfterItsLastTheTurnGoesOn() {
        TurnGuard limited = guard(limits.maxSteps(2));
        assertThat(limited.childEvent("message.part.updated", step("1", "tool-calls")))
                .isEmpty();

        assertThat(error(limited.childEvent("message.part.updated", step("2", "stop"))))
                .map(error -> error.details().get("cap"))
                .contains("steps");
    }

    private static JsonObject stepEnd(String id, String reason) {
        return step(id, reason).getJsonObject("part");
    }

    @Test
    void stepsThatNoEventReportedCountOnceAndTheirSessionsUsageCounts() {
        TurnGuard limited = guard(limits.budget(Budget.tokens(1000)));
        limited.event("message.part.updated", step("1", "tool-calls"));
        List<JsonObject> ends = List.of(stepEnd("1", "tool-calls"), stepEnd("2", "tool-calls"));

        assertThat(limited.missed(ends, Usage.NONE)).isEmpty();
        assertThat(limited.spending().steps()).isEqualTo(2);
        assertThat(limited.spending().spent().tokens()).isEqualTo(200);
        assertThat(limited.event("message.part.updated", step("2", "tool-calls")))
                .isEmpty();
        assertThat(limited.spending().spent().tokens()).isEqualTo(200);

        Usage all = Usage.builder().inputTokens(950).outputTokens(50).build();
        assertThat(error(limited.missed(ends, all)))
                .map(error -> error.details().get("cap"))
                .contains("tokens");
    }

    @Test
    void anAnswerThatNoEventReportedIsNotThrownAway() {
        TurnGuard limited = guard(limits.maxSteps(1));

        assertThat(limited.missed(List.of(stepEnd("1", "tool-calls"), stepEnd("2", "stop")), Usage.NONE))
                .isEmpty();
    }
}
