package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Outcome;
import io.codefleet.Placement;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskLimits;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.ConsensusResult;
import io.codefleet.consensus.Decision;
import io.codefleet.consensus.Decision.Reason;
import io.codefleet.consensus.Round;
import io.codefleet.consensus.Sampling;
import io.codefleet.consensus.TieRule;
import io.codefleet.consensus.Vote.Status;
import io.codefleet.consensus.Voter;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is asked, how many, and what their answers come to. */
class ConsensusTest extends ConsensusFixture {
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
    void remainingVotersAreCancelledAsSoonAsTheOutcomeIsCertain() {
        models(Map.of("m/a", "yes", "m/b", "hang"));

        ConsensusResult result = run(SAFE.models("m/a", "m/a", "m/b", "m/a", "m/b"));

        assertThat(result.winner().orElseThrow().answer()).isEqualTo("yes");
        assertThat(statuses(result))
                .containsExactly(Status.COUNTED, Status.COUNTED, Status.NOT_NEEDED, Status.COUNTED, Status.NOT_NEEDED);
        assertThat(get(fleet.handle("run/vote#2").outcome())).isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void remainingVotersAreNeverStartedIfTheyStillWait() {
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
    void aModelThatTakesTooLongAbstains() {
        models(Map.of("a", "yes", "b", "hang", "c", "no"));
        Task question = SAFE.question()
                .retry(RetryPolicy.NONE)
                .limits(TaskLimits.DEFAULT.attemptTimeout(Duration.ofMillis(100)));
        ConsensusResult result =
                run(Consensus.on(question).models("a", "b", "c").minAgreement(0.6));
        assertThat(statuses(result)).containsExactly(Status.COUNTED, Status.FAILED, Status.COUNTED);
        assertThat(result.votes().get(1).note()).containsIgnoringCase("time");
        assertThat(result.decision()).isInstanceOf(Decision.Undecided.class);
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
}
