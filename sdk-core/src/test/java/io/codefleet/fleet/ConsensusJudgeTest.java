package io.codefleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.WorkerOptions;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.ConsensusResult;
import io.codefleet.consensus.Decision;
import io.codefleet.consensus.Decision.Reason;
import io.codefleet.consensus.VerifyTask;
import io.codefleet.consensus.Vote.Status;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Answers that a judge compares, and patches that a command verifies. */
class ConsensusJudgeTest extends ConsensusFixture {
    private void judging(Function<Task, String> judge) {
        handle(task -> task.id().contains("judge#") ? judge.apply(task) : "answer of " + modelOf(task));
    }

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
    void aJudgeWithPositionBiasIsIgnored() {
        judging(task -> "[[A]]");

        ConsensusResult result = run(SAFE.models("m/a", "m/b").by(JUDGE));

        assertUndecided(result, Reason.TIE);
        assertThat(result.candidates())
                .allSatisfy(each -> assertThat(each.share()).isEqualTo(0.5));
    }

    @Test
    void aFailedJudgeIsIgnored() {
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
}
