package io.codefleet.agent.opencode;

import static io.codefleet.agent.opencode.RealOpenCode.bash;
import static io.codefleet.agent.opencode.RealOpenCode.begin;
import static io.codefleet.agent.opencode.RealOpenCode.error;
import static io.codefleet.agent.opencode.RealOpenCode.task;
import static io.codefleet.agent.test.E2e.eventually;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import io.codefleet.Budget;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.agent.Agent;
import io.codefleet.agent.TurnLimits;
import io.codefleet.agent.opencode.RealOpenCode.Watched;
import io.codefleet.agent.opencode.server.OpenCodeServer;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptStep;
import io.vertx.core.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends a turn of the real OpenCode, and what its agent may do; all on one server, each with limits of its own. */
class GuardIT {
    @TempDir
    private static Path folder;

    private static RealOpenCode openCode;
    private static OpenCodeServer server;
    private static Context context;

    private static Script script() {
        Script script = Script.when("Go on and on");
        for (int i = 0; i < 12; i++) {
            script = script.step(ScriptStep.call("bash", bash("echo " + i)).usage(1000, 100));
        }
        return script.andWhen("Fall silent")
                .step(ScriptStep.say("I think").thenHang())
                .andWhen("Sleep long")
                .call("bash", bash("sleep 299"))
                .andWhen("Come back later")
                .step(ScriptStep.fail(429, "quota used up").retryAfter(Duration.ofHours(1)))
                .andWhen("Be overloaded")
                .step(ScriptStep.fail(529, "overloaded").retryAfter(Duration.ZERO))
                .andWhen("Speak in tongues")
                .step(ScriptStep.say("I begin").thenInvalidJson())
                .andWhen("Break off")
                .step(ScriptStep.say("I begin").thenCut())
                .andWhen("Say the forbidden")
                .step(ScriptStep.say("It is").finish("content_filter"))
                .andWhen("Spend by another")
                .step(ScriptStep.call("task", task("Subagent, go on and on")).usage(10, 1))
                .step(ScriptStep.say("Done.").usage(10, 1))
                .andWhen("Subagent, go on")
                .step(ScriptStep.call("bash", bash("echo a")).usage(1000, 100))
                .step(ScriptStep.call("bash", bash("echo b")).usage(1000, 100))
                .step(ScriptStep.say("Done.").usage(1000, 100))
                .otherwise()
                .say("Hello.");
    }

    @BeforeAll
    static void start() throws IOException {
        openCode = new RealOpenCode(folder, script());
        context = openCode.vertx().getOrCreateContext();
        server = RealOpenCode.start(openCode.vertx(), context, openCode.settings(E2e.openCode()));
    }

    @AfterAll
    static void close() {
        get(agent(TurnLimits.DEFAULT).close());
        openCode.close();
    }

    private static Agent agent(OpenCodeSettings settings) {
        return new OpenCodeAgent(openCode.vertx(), context, settings, server);
    }

    private static Agent agent(TurnLimits limits) {
        return agent(openCode.settings(E2e.openCode()).limits(limits));
    }

    private static TaskError failure(TurnLimits limits, String prompt) throws IOException {
        return error(begin(agent(limits), openCode.project("guard"), prompt).turn());
    }

    @Test
    void aModelThatFallsSilentIsStopped() throws IOException {
        TaskError error =
                failure(TurnLimits.DEFAULT.silence(Duration.ofSeconds(1), Duration.ofHours(1)), "Fall silent");

        assertThat(error.kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(error.details()).containsEntry("reason", "stalled");
        assertThat(error.message()).contains("nothing was heard of the model for 1s");
    }

    @Test
    void aCommandThatFallsSilentHasTimeOfItsOwnAndIsThenEnded() throws IOException {
        TaskError error =
                failure(TurnLimits.DEFAULT.silence(Duration.ofSeconds(1), Duration.ofSeconds(3)), "Sleep long");

        assertThat(error.details()).containsEntry("reason", "stalled");
        assertThat(error.message()).contains("the tool 'bash' for 3s");
        ProcessHandle process = openCode.server();
        eventually(() -> assertThat(process.descendants()
                        .filter(each -> each.info().commandLine().orElse("").contains("sleep 299")))
                .isEmpty());
    }

    @Test
    void aProviderThatAsksToWaitAnHourDoesNotHoldTheSlot() throws IOException {
        TaskError error = failure(TurnLimits.DEFAULT, "Come back later");

        assertThat(error.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(error.retryAfter())
                .hasValueSatisfying(wait -> assertThat(wait).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61)));
        assertThat(error.message()).contains("quota used up");
    }

    @Test
    void aProviderThatIsNotThereIsNotWaitedForTooLong() throws IOException {
        Agent agent = agent(TurnLimits.DEFAULT.providerWait(Duration.ofSeconds(1)));
        TaskError error = error(begin(agent, openCode.project("guard"), "Hello", Optional.of(RealOpenCode.GONE))
                .turn());

        assertThat(error.kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(error.details()).containsEntry("reason", "provider_failed");
        assertThat(error.message()).contains("keeps the turn waiting");
    }

    @Test
    void retriesOfABrokenConnectionAreBounded() throws IOException {
        TaskError error = failure(TurnLimits.DEFAULT.providerWait(Duration.ofSeconds(1)), "Break off");

        assertThat(error.kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(error.details()).containsEntry("reason", "provider_failed");
    }

    @Test
    void aProviderThatFailsIsTriedAgain() throws IOException {
        TaskError error = failure(TurnLimits.DEFAULT, "Be overloaded");

        assertThat(error.kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(error.details()).containsEntry("reason", "provider_failed").containsEntry("statusCode", 529);
    }

    @Test
    void aStreamThatCannotBeReadIsTriedAgain() throws IOException {
        TaskError error = failure(TurnLimits.DEFAULT, "Speak in tongues");

        assertThat(error.kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(error.details()).containsEntry("reason", "malformed_stream");
    }

    @Test
    void whatTheProviderFiltersIsNotTriedAgain() throws IOException {
        TaskError error = failure(TurnLimits.DEFAULT, "Say the forbidden");

        assertThat(error.kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(error.details()).containsEntry("reason", "content_filter");
    }

    @Test
    void aTurnThatCostsTooMuchIsEnded() throws IOException {
        // 1000 tokens in at 1 dollar a million and 100 out at 2: a step costs 0.0012 dollars
        TaskError error = failure(TurnLimits.DEFAULT.budget(Budget.cost("0.003")), "Go on and on, costly");

        assertThat(error.kind()).isEqualTo(ErrorKind.BUDGET_EXCEEDED);
        assertThat(error.details()).containsEntry("cap", "cost");
        assertThat(error.message()).contains("of $0.003 are spent");
        assertThat(stepsOf("Go on and on, costly")).isBetween(3L, 4L);
    }

    @Test
    void aTurnOfTooManyStepsIsEnded() throws IOException {
        TaskError error = failure(TurnLimits.DEFAULT.maxSteps(4), "Go on and on, stepping");

        assertThat(error.details()).containsEntry("cap", "steps");
        assertThat(error.message()).contains("4 of 4 steps are taken");
        assertThat(stepsOf("Go on and on, stepping")).isBetween(4L, 5L);
    }

    @Test
    void whatASubagentUsesIsPaidOutOfTheSameBudget() throws IOException {
        Agent agent = agent(TurnLimits.DEFAULT.budget(Budget.tokens(2000)));
        AttemptException failure = RealOpenCode.failure(
                begin(agent, openCode.project("guard"), "Spend by another").turn());
        TaskError error = failure.error();

        assertThat(error.kind()).isEqualTo(ErrorKind.BUDGET_EXCEEDED);
        assertThat(error.details()).containsEntry("cap", "tokens");
        assertThat(stepsOf("Subagent, go on and on")).isBetween(2L, 3L);
        // Two of the subagent's steps, or three where the third was under way. Of the parent's those that have ended
        // before the abort reaches it: none, the one that began the subagent, or the one after it too.
        assertThat(failure.usage().tokens() % 1100).isIn(0L, 11L, 22L);
        assertThat(failure.usage().tokens() / 1100).isBetween(2L, 3L);
    }

    private static long stepsOf(String prompt) {
        return openCode.model().steps().stream()
                .filter(request -> request.lastUserText().contains(prompt))
                .count();
    }

    @Test
    void theCostOfATurnIsReportedAfterEachStep() throws IOException {
        Watched watched = begin(agent(TurnLimits.DEFAULT), openCode.project("guard"), "Hello");
        get(watched.turn().answer());

        assertThat(watched.events())
                .filteredOn(Agent.Event.UsageUpdate.class::isInstance)
                .singleElement()
                .satisfies(event -> assertThat(
                                ((Agent.Event.UsageUpdate) event).usage().tokens())
                        .isEqualTo(120));
    }

    @Test
    void aSessionIsDeletedWhenNobodyHasContinuedItForATime() throws IOException {
        Agent forgetful = agent(openCode.settings(E2e.openCode()).keepSessions(Duration.ofSeconds(1)));
        String session = get(begin(forgetful, openCode.project("guard"), "Hello")
                        .turn()
                        .answer())
                .sessionId();

        eventually(() -> assertThat(get(forgetful.hasSession(session))).isFalse());
    }
}
