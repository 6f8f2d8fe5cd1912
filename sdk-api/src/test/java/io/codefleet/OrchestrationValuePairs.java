package io.codefleet;

import io.codefleet.ValuePairs.Pair;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Candidate;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.ConsensusResult;
import io.codefleet.consensus.Decision;
import io.codefleet.consensus.NumericSummary;
import io.codefleet.consensus.Round;
import io.codefleet.consensus.Rules;
import io.codefleet.consensus.Sampling;
import io.codefleet.consensus.Vote;
import io.codefleet.consensus.Voter;
import io.codefleet.workflow.Condition;
import io.codefleet.workflow.Dependency;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Guard;
import io.codefleet.workflow.Repeat;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import io.codefleet.workflow.StepWork;
import io.codefleet.workflow.Workflow;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Two values of each type of consensus and workflow with a builder, as those of {@link ValuePairs}. */
final class OrchestrationValuePairs {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Usage USAGE = ValuePairs.usage(1);

    private OrchestrationValuePairs() {}

    static List<Pair> consensus() {
        Voter voter = Voter.builder("v")
                .model("a/b")
                .worker("w")
                .prompt("p")
                .weight(BigDecimal.TEN)
                .build();
        Candidate candidate = new Candidate("yes", BigDecimal.ONE, 1, List.of(0), Optional.empty());
        Vote vote = Vote.builder(1, 0, voter, "t", Vote.Status.COUNTED)
                .result(TaskResult.text("yes"))
                .candidate(0)
                .build();
        return List.of(
                new Pair(
                        voter,
                        Voter.builder("u").model("c/d").worker("x").prompt("q").build()),
                new Pair(
                        vote,
                        Vote.builder(2, 1, Voter.any(), "u", Vote.Status.FAILED)
                                .note("n")
                                .result(TaskResult.text("no"))
                                .candidate(1)
                                .usage(USAGE)
                                .build()),
                new Pair(
                        ConsensusResult.builder("r", new Decision.Undecided(Decision.Reason.TIE, "n"))
                                .spread(summary(1))
                                .build(),
                        ConsensusResult.builder("s", new Decision.Agreed(candidate, 1, false))
                                .candidates(List.of(candidate))
                                .votes(List.of(vote))
                                .spread(summary(2))
                                .usage(USAGE)
                                .build()),
                new Pair(
                        Consensus.on(Task.of("a").id("a")),
                        Consensus.builder(Task.of("b").id("b"))
                                .voters(List.of(voter))
                                .agreement(Agreement.field("/f"))
                                .rules(Rules.DEFAULT.quorum(2))
                                .sampling(Sampling.sequential(1, 1))
                                .laterRounds(List.of(Round.debate()))
                                .build()));
    }

    private static NumericSummary summary(int base) {
        BigDecimal number = new BigDecimal(base);
        return new NumericSummary(number, number, number, number, number);
    }

    static List<Pair> workflows() {
        Step forEach = step("s").forEach(FanOut.over("{{ input.a }}")).build();
        Step repeated = step("s").repeat(new Repeat(guard("a"), 2)).build();
        return List.of(
                new Pair(forEach, other().forEach(FanOut.over("{{ input.b }}")).build(), "repeat"),
                new Pair(repeated, other().repeat(new Repeat(guard("b"), 3)).build(), "forEach"),
                new Pair(
                        StepStatus.builder("s", StepState.FAILED)
                                .compensation(StepState.FAILED)
                                .build(),
                        StepStatus.builder("t", StepState.SKIPPED)
                                .taskIds(List.of("a"))
                                .usage(USAGE)
                                .duration(SECOND)
                                .note("n")
                                .found(true)
                                .compensation(StepState.SKIPPED)
                                .steps(List.of(StepStatus.of("u", StepState.FAILED)))
                                .build()),
                new Pair(
                        Workflow.named("a").timeLimit(SECOND),
                        Workflow.builder("b")
                                .inputs(Map.of("a", Optional.empty()))
                                .steps(List.of(forEach))
                                .outputs(Map.of("o", "{{ steps.s.text }}"))
                                .timeLimit(Duration.ofHours(1))
                                .build()));
    }

    private static Step.Builder step(String name) {
        return Step.builder(name, new StepWork.TaskWork(Task.of(name).id("template")))
                .compensation(Task.of("undo " + name))
                .when(guard(name));
    }

    private static Step.Builder other() {
        return step("t").after(List.of(new Dependency("r", Condition.SUCCESS))).optional(true);
    }

    private static Guard guard(String input) {
        return Guard.of("{{ input." + input + " }}", Guard.Operator.EXISTS, true);
    }
}
