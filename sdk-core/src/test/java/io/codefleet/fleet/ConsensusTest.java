package io.codefleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.Budget;
import io.codefleet.CancelResult;
import io.codefleet.Codefleet;
import io.codefleet.Outcome;
import io.codefleet.Placement;
import io.codefleet.Run;
import io.codefleet.Task;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.WorkerOptions;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.ConsensusResult;
import io.codefleet.consensus.Decision;
import io.codefleet.consensus.Decision.Reason;
import io.codefleet.consensus.Round;
import io.codefleet.consensus.Sampling;
import io.codefleet.consensus.TieRule;
import io.codefleet.consensus.VerifyTask;
import io.codefleet.consensus.Vote;
import io.codefleet.consensus.Vote.Status;
import io.codefleet.consensus.Voter;
import io.codefleet.error.ClosedException;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.RunCancelledException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A consensus among models that a handler plays. */
class ConsensusTest extends FleetTest {
    private static final Consensus SAFE = Consensus.on(Task.of("Is it safe?").id("run"));

    private final Queue<Task> asked = new ConcurrentLinkedQueue<>();

    /** Each model gives its answer; {@code fail} fails and {@code hang} goes on until it is stopped. */
    private void models(Map<String, String> answers) {
        handle(task -> answers.get(modelOf(task)));
    }

    private void handle(Function<Task, String> answers) {
        worker(fleet, WorkerOptions.create().concurrency(50), playing(answers));
    }

    private TaskHandler playing(Function<Task, String> answers) {
        return attempt -> {
            asked.add(attempt.task());
            String answer = answers.apply(attempt.task());
            if (answer.equals("fail")) {
                return Future.failedFuture(AttemptException.permanent("this model is down"));
            }
            return answer.equals("hang") ? untilStopped(attempt) : Future.succeededFuture(paid(answer));
        };
    }

    private static Future<TaskResult> untilStopped(Attempt attempt) {
        return attempt.stopRequested().compose(reason -> Future.failedFuture("stopped"));
    }

    private static TaskResult paid(String text) {
        return TaskResult.text(text).usage(new Usage(10, 1, 0, 0, 0, new BigDecimal("0.10")));
    }

    private static String modelOf(Task task) {
        return task.context().preferredModel().orElse("none");
    }

    private ConsensusResult run(Consensus consensus) {
        return get(fleet.consensus(consensus).result());
    }

    private static List<Status> statuses(ConsensusResult result) {
        return result.votes().stream().map(Vote::status).toList();
    }

    private static void assertUndecided(ConsensusResult result, Reason reason) {
        assertThat(result.decision())
                .isInstanceOfSatisfying(
                        Decision.Undecided.class,
                        open -> assertThat(open.reason()).as(open.explanation()).isEqualTo(reason));
    }

    private List<String> askedIds() {
        return asked.stream().map(Task::id).toList();
    }

    @Test
    void theAnswerOfMostWinsAndDissentIsPartOfTheResult() {
        models(Map.of("m/a", "Yes.", "m/b", "no", "m/c", "**yes**"));

        ConsensusResult result = run(SAFE.models("m/a", "m/b", "m/c").sampling(Sampling.sequential(3, 1)));

        assertThat(result.answer().orElseThrow().text()).isEqualTo("Yes.");
        assertThat(result.winner().orElseThrow().votes()).containsExactly(0, 2);
        assertThat(((Decision.Agreed) result.decision()).strength()).isEqualTo(2 / 3.0);
        assertThat(result.candidates().get(1).answer()).isEqualTo("no");
        assertThat(result.dissent())
                .singleElement()
                .satisfies(vote -> assertThat(vote.voter().name()).isEqualTo("m/b"));
        assertThat(result.usage().cost()).isEqualByComparingTo("0.30");
        assertThat(result.votes().get(1).usage().cost()).isEqualByComparingTo("0.10");
    }

    @Test
    void theVotesAreChildrenOfTheRun() {
        models(Map.of("m/a", "yes", "m/b", "no"));
        run(SAFE.models("m/a", "m/b").minAgreement(0));

        assertThat(askedIds()).containsExactlyInAnyOrder("run/vote#0", "run/vote#1");
        assertThat(asked).allSatisfy(task -> assertThat(task.parentId()).contains("run"));
    }

    @Test
    void workersPromptsAndSamplesMayBeAskedToo() {
        Task question = SAFE.question();
        assertThat(SAFE.workers("w1", "w2").voters().get(1).ask(question).placement())
                .isEqualTo(Placement.worker("w2"));
        assertThat(SAFE.prompts("Prove it safe", "Break it")
                        .voters()
                        .get(1)
                        .ask(question)
                        .prompt())
                .isEqualTo("Break it");
        assertThat(SAFE.models("m/a", "m/b").samples(2).voters())
                .extracting(Voter::name)
                .containsExactly("m/a", "m/b", "m/a", "m/b");
    }

    @Test
    void theHeavierVotesWin() {
        models(Map.of("m/a", "yes", "m/b", "no", "m/c", "no"));

        Consensus weighted = SAFE.models("m/a", "m/b", "m/c").weights(Map.of("m/a", 2.5));

        assertThat(run(weighted).winner().orElseThrow().answer()).isEqualTo("yes");
    }

    @Test
    void theRestIsCancelledAsSoonAsTheOutcomeIsCertain() {
        models(Map.of("m/a", "yes", "m/b", "hang"));

        ConsensusResult result = run(SAFE.models("m/a", "m/a", "m/b", "m/a", "m/b"));

        assertThat(result.winner().orElseThrow().answer()).isEqualTo("yes");
        assertThat(statuses(result))
                .containsExactly(Status.COUNTED, Status.COUNTED, Status.NOT_NEEDED, Status.COUNTED, Status.NOT_NEEDED);
        assertThat(get(fleet.handle("run/vote#2").outcome())).isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void theRestIsNeverStartedIfItWaitsForItsTurn() {
        models(Map.of("m/a", "yes"));

        ConsensusResult result = run(SAFE.models("m/a").samples(9).concurrency(1));

        assertThat(result.winner()).isPresent();
        assertThat(askedIds()).hasSize(5);
        assertThat(get(fleet.task("run/vote#5"))).isEmpty();
    }

    @Test
    void modelsThatFailAbstain() {
        models(Map.of("m/a", "yes", "m/b", "fail"));

        ConsensusResult result = run(SAFE.models("m/a", "m/b", "m/b"));

        assertUndecided(result, Reason.TOO_WEAK);
        assertThat(statuses(result)).containsExactly(Status.COUNTED, Status.FAILED, Status.FAILED);
        assertThat(result.votes().get(1).note()).contains("this model is down");
    }

    @Test
    void anAnswerWithoutTheFieldAbstains() {
        models(Map.of("m/a", "{\"safe\": true}", "m/b", "I do not know"));

        ConsensusResult result = run(SAFE.models("m/a", "m/b").by(Agreement.field("/safe")));

        assertThat(statuses(result)).containsExactly(Status.COUNTED, Status.SPOILT);
        assertThat(result.winner().orElseThrow().answer()).isEqualTo("true");
    }

    @Test
    void aFunctionOfTheHostThatThrowsMakesAnAbstention() {
        models(Map.of("m/a", "yes"));

        ConsensusResult result = run(SAFE.models("m/a").by(Agreement.majority(text -> {
            throw new IllegalStateException("no dictionary");
        })));

        assertUndecided(result, Reason.NO_QUORUM);
        assertThat(result.votes().get(0).note()).isEqualTo("no dictionary");
    }

    @Test
    void noMoreAreAskedThanAreNeeded() {
        models(Map.of("m/a", "yes", "m/b", "no"));

        ConsensusResult agreed = run(SAFE.models("m/a").samples(9).sampling(Sampling.sequential(2, 1)));
        assertThat(agreed.winner()).isPresent();
        assertThat(askedIds()).containsExactlyInAnyOrder("run/vote#0", "run/vote#1");
        assertThat(statuses(agreed)).filteredOn(Status.NOT_NEEDED::equals).hasSize(7);
    }

    @Test
    void moreAreAskedWhileItIsUndecided() {
        models(Map.of("m/a", "yes", "m/b", "no"));

        ConsensusResult result =
                run(SAFE.models("m/a", "m/b", "m/a", "m/a", "m/a", "m/a", "m/a").sampling(Sampling.sequential(2, 1)));

        assertThat(result.winner().orElseThrow().votes()).containsExactly(0, 2);
        assertThat(askedIds()).hasSize(3);
    }

    @Test
    void anAdaptiveSamplingGoesOnUntilItIsSure() {
        models(Map.of("m/a", "yes"));

        ConsensusResult result = run(SAFE.models("m/a").samples(20).sampling(Sampling.adaptive(2, 0.95)));

        assertThat(result.winner()).isPresent();
        assertThat(askedIds()).hasSize(4);
    }

    @Test
    void withoutAgreementTheyDebate() {
        handle(task -> task.prompt().contains("ANSWER 1") ? "no" : modelOf(task).equals("m/a") ? "yes" : "no");

        ConsensusResult result = run(SAFE.models("m/a", "m/b").orElse(Round.debate()));

        assertThat(result.winner().orElseThrow().answer()).isEqualTo("no");
        assertThat(result.rounds()).isEqualTo(2);
        assertThat(result.votes()).hasSize(4);
        Task again = asked.stream()
                .filter(task -> task.id().equals("run/round2/vote#0"))
                .findFirst()
                .orElseThrow();
        assertThat(again.prompt()).startsWith("Is it safe?").containsPattern("ANSWER 1 =+\nno\n");
        assertThat(again.prompt()).containsPattern("YOUR OWN ANSWER =+\nyes\n");
    }

    @Test
    void withoutAgreementAStrongerModelDecides() {
        models(Map.of("m/a", "yes", "m/b", "no", "m/strong", "no, see line 3"));

        ConsensusResult result = run(SAFE.models("m/a", "m/b").orElse(Round.stronger("m/strong")));

        assertThat(result.answer().orElseThrow().text()).isEqualTo("no, see line 3");
        assertThat(result.votes().get(2).round()).isEqualTo(2);
    }

    @Test
    void aTieThatTheFirstVoterBreaksSaysSo() {
        models(Map.of("m/a", "yes", "m/b", "no"));

        ConsensusResult result = run(SAFE.models("m/b", "m/a").ties(TieRule.FIRST_VOTER));

        assertThat(result.winner().orElseThrow().answer()).isEqualTo("no");
        assertThat(((Decision.Agreed) result.decision()).tieBroken()).isTrue();
    }

    // ---- judge

    private void judging(Function<Task, String> judge) {
        handle(task -> task.id().contains("judge#") ? judge.apply(task) : "answer of " + modelOf(task));
    }

    private static final Agreement JUDGE = Agreement.judge(Task.of("Which is more thorough?"));

    @Test
    void theAnswerThatTheJudgePrefersWins() {
        judging(task -> {
            boolean aIsBest = task.prompt().matches("(?s).*ANSWER OF A =+\nanswer of m/best.*");
            boolean bIsBest = task.prompt().matches("(?s).*ANSWER OF B =+\nanswer of m/best.*");
            return aIsBest ? "Not [[B]], so [[A]]" : bIsBest ? "[[B]]" : "[[TIE]]";
        });

        ConsensusResult result = run(SAFE.models("m/a", "m/best", "m/c").by(JUDGE));

        assertThat(result.answer().orElseThrow().text()).isEqualTo("answer of m/best");
        assertThat(((Decision.Agreed) result.decision()).strength()).isEqualTo(1.0);
        assertThat(askedIds()).contains("run/judge#0-1", "run/judge#1-0");
    }

    @Test
    void aJudgeThatPrefersAPlaceHasSaidNothing() {
        judging(task -> "[[A]]");

        ConsensusResult result = run(SAFE.models("m/a", "m/b").by(JUDGE));

        assertUndecided(result, Reason.TIE);
        assertThat(result.candidates())
                .allSatisfy(each -> assertThat(each.share()).isEqualTo(0.5));
    }

    @Test
    void aJudgeThatFailsHasSaidNothing() {
        judging(task -> "fail");

        assertUndecided(run(SAFE.models("m/a", "m/b").by(JUDGE)), Reason.TIE);
    }

    @Test
    void equalAnswersNeedNoJudge() {
        models(Map.of("m/a", "Yes", "m/b", "yes!"));

        assertThat(run(SAFE.models("m/a", "m/b").by(JUDGE))
                        .winner()
                        .orElseThrow()
                        .votes())
                .containsExactly(0, 1);
        assertThat(askedIds()).hasSize(2);
    }

    // ---- verify

    private void patching() {
        worker(fleet, WorkerOptions.create().concurrency(9), attempt -> {
            Task task = attempt.task();
            asked.add(task);
            if (task.type().equals(VerifyTask.TYPE)) {
                int code = VerifyTask.patch(task).contains("good") ? 0 : 1;
                return Future.succeededFuture(paid("").data(Map.of(VerifyTask.EXIT_CODE, code)));
            }
            String model = modelOf(task);
            return Future.succeededFuture(
                    model.equals("m/none")
                            ? paid("nothing to do")
                            : paid("done").patch("+ " + model, List.of("a")));
        });
    }

    @Test
    void onlyPatchesThatPassTheCommandAreKept() {
        patching();
        Consensus fix = Consensus.on(Task.of("Fix it").id("run").project("/p"))
                .models("m/bad", "m/good", "m/none", "m/bad", "m/good")
                .by(Agreement.verified("make test"))
                .minAgreement(0);

        ConsensusResult result = run(fix);

        assertThat(result.winner().orElseThrow().answer()).isEqualTo("+ m/good");
        assertThat(statuses(result))
                .startsWith(Status.REJECTED, Status.COUNTED, Status.SPOILT, Status.REJECTED)
                .last()
                .isEqualTo(Status.COUNTED);
        assertThat(result.votes().get(1).usage().cost()).isEqualByComparingTo("0.20");
        Task verify = asked.stream()
                .filter(task -> task.id().equals("run/verify#1"))
                .findFirst()
                .orElseThrow();
        assertThat(verify.context().project()).contains("/p");
        assertThat(VerifyTask.command(verify)).isEqualTo("make test");
        assertThat(VerifyTask.patch(verify)).isEqualTo("+ m/good");
    }

    // ---- limits

    @Test
    void aBudgetThatIsUsedUpLeavesItOpenAndALargerOneGoesOn() {
        models(Map.of("m/a", "yes"));
        Consensus poor = SAFE.models("m/a").samples(5).concurrency(1).budget(Budget.cost("0.15"));

        ConsensusResult open = run(poor);
        assertUndecided(open, Reason.BUDGET_EXCEEDED);
        assertThat(statuses(open)).endsWith(Status.NOT_AFFORDED).startsWith(Status.COUNTED, Status.COUNTED);
        assertThat(askedIds()).hasSize(2);

        assertThat(run(poor.budget(Budget.UNLIMITED)).winner()).isPresent();
        assertThat(askedIds()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void noMoreRunAtOnceThanTheRunMayHave() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Promise<Void> two = Promise.promise();
        worker(fleet, WorkerOptions.create().concurrency(50), attempt -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            if (now.get() == 2) {
                two.tryComplete();
            }
            return two.future().map(passed -> {
                now.decrementAndGet();
                return TaskResult.text(attempt.task().id());
            });
        });

        run(SAFE.samples(10).concurrency(2));

        assertThat(most.get()).isEqualTo(2);
    }

    @Test
    void aCancelOfTheRunsIdCancelsAll() {
        models(Map.of("m/b", "hang"));
        Run<ConsensusResult> run = fleet.consensus(SAFE.models("m/b", "m/b"));
        await().until(() -> asked.size() == 2);

        assertThat(get(fleet.handle("run").cancel("changed my mind"))).isEqualTo(CancelResult.REQUESTED);

        assertThatThrownBy(() -> get(run.result()))
                .isInstanceOf(RunCancelledException.class)
                .hasMessageContaining("changed my mind");
        assertThat(get(fleet.handle("run/vote#1").outcome())).isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void aClosedClientAsksNobody() {
        Codefleet closed = connect("memory");
        get(closed.close());

        assertThatThrownBy(() -> get(closed.consensus(SAFE).result())).isInstanceOf(ClosedException.class);
    }

    @Test
    void anotherQuestionUnderTheSameIdIsRefused() {
        models(Map.of("m/a", "yes"));
        run(SAFE.models("m/a"));

        assertThatThrownBy(
                        () -> run(Consensus.on(Task.of("Is it fast?").id("run")).models("m/a")))
                .isInstanceOf(DuplicateTaskException.class);
    }

    @Test
    void theSameAnswersCountedInAnotherWayCostNothing() {
        models(Map.of("m/a", "3", "m/b", "4", "m/c", "5"));
        assertUndecided(run(SAFE.models("m/a", "m/b", "m/c")), Reason.TOO_WEAK);

        ConsensusResult median = run(SAFE.models("m/a", "m/b", "m/c").by(Agreement.median("", 1)));

        assertThat(median.winner().orElseThrow().answer()).isEqualTo("4");
        assertThat(median.spread().orElseThrow().max()).isEqualByComparingTo("5");
        assertThat(askedIds()).hasSize(3);
    }

    @Test
    void progressTellsHowManyHaveVotedAndEnds() {
        models(Map.of("m/a", "yes", "m/b", "fail"));
        Run<ConsensusResult> run = fleet.consensus(SAFE.models("m/a", "m/b"));
        Map<String, Object> last = new ConcurrentHashMap<>();
        Promise<Void> ended = Promise.promise();
        run.progress()
                .endHandler(v -> ended.complete())
                .handler(progress -> last.put("progress", List.of(progress.done(), progress.failed())));

        get(run.result());
        get(ended.future());

        assertThat(last.get("progress")).isEqualTo(List.of(1L, 1L));
    }
}
