package io.codefleet.internal.orchestration.consensus;

import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.consensus.Consensus;
import io.codefleet.error.BudgetExceededException;
import io.codefleet.error.RunCancelledException;
import io.codefleet.internal.orchestration.ChildTasks;
import io.codefleet.internal.orchestration.ChildTasks.ChildOutcome;
import io.codefleet.internal.orchestration.consensus.count.ComparisonCount;
import io.codefleet.internal.orchestration.consensus.count.PairwiseComparison;
import io.codefleet.internal.orchestration.consensus.count.VoteGroup;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A judge's comparison of each two different answers, in both orders. Stops as soon as the first cannot be caught up with.
 * Confined to the context of the children.
 */
final class JudgeRun {
    private final ChildTasks children;
    private final Consensus consensus;
    private final Task judge;
    private final RoundPlan plan;
    private final List<VoteGroup> candidates;
    private final List<TaskResult> answers;
    private final List<PairwiseComparison> played = new ArrayList<>();
    private final Set<String> underWay = new LinkedHashSet<>();
    private final Promise<ComparisonCount> counted = Promise.promise();
    private int open;
    private boolean stopped;
    private @Nullable Throwable failure;

    /**
     * Creates the comparisons of one round.
     *
     * @param candidates the different answers
     * @param answers each in full
     */
    JudgeRun(
            ChildTasks children,
            Consensus consensus,
            Task judge,
            RoundPlan plan,
            List<VoteGroup> candidates,
            List<TaskResult> answers) {
        this.children = children;
        this.consensus = consensus;
        this.judge = judge;
        this.plan = plan;
        this.candidates = candidates;
        this.answers = answers;
    }

    /** Fails with {@link BudgetExceededException} if a comparison was not afforded. Ends when none is under way any more. */
    Future<ComparisonCount> run() {
        open = candidates.size() * (candidates.size() - 1) / 2;
        if (open == 0) {
            endIfNoneIsOpen();
        }
        for (int one = 0; one < candidates.size(); one++) {
            for (int other = one + 1; other < candidates.size(); other++) {
                compare(one, other);
            }
        }
        return counted.future();
    }

    private void compare(int one, int other) {
        Future<String> inOrder = ask(one, other);
        Future<String> swapped = ask(other, one);
        Future.join(inOrder, swapped).onComplete(ended -> {
            open--;
            if (ended.succeeded()) {
                played.add(new PairwiseComparison(one, other, result(inOrder.result(), swapped.result())));
                stopIf(count().isDecided(consensus.rules().minAgreement()));
            } else if (!(ended.cause() instanceof RunCancelledException)) {
                failure = ended.cause();
                stopIf(true);
            }
            endIfNoneIsOpen();
        });
    }

    /**
     * Completes the count if no comparison is open. This may happen twice: a child that only waits ends within the call that
     * cancels it.
     */
    private void endIfNoneIsOpen() {
        if (open > 0) {
            return;
        }
        if (failure == null) {
            counted.tryComplete(count());
        } else {
            counted.tryFail(failure);
        }
    }

    /** Returns the answer that won in both orders, or a tie. */
    private static PairwiseComparison.Result result(String inOrder, String swapped) {
        if (inOrder.equals("A") && swapped.equals("B")) {
            return PairwiseComparison.Result.ONE;
        }
        return inOrder.equals("B") && swapped.equals("A")
                ? PairwiseComparison.Result.OTHER
                : PairwiseComparison.Result.TIE;
    }

    private Future<String> ask(int first, int second) {
        String name = plan.child("judge#" + candidates.get(first).votes().get(0) + "-"
                + candidates.get(second).votes().get(0));
        String question = consensus.question().prompt();
        Task task = judge.prompt(Prompts.judge(judge.prompt(), question, answers.get(first), answers.get(second)));
        underWay.add(name);
        return children.run(name, task).transform(ended -> {
            underWay.remove(name);
            return verdict(ended);
        });
    }

    /**
     * Returns the verdict of a comparison. A judge that fails has given none, which is a tie; a comparison that was not
     * needed any more does not count.
     */
    private Future<String> verdict(AsyncResult<ChildOutcome> ended) {
        if (ended.failed()) {
            return Future.failedFuture(ended.cause());
        }
        Outcome outcome = ended.result().outcome();
        if (outcome instanceof Outcome.Cancelled cancelled && cancelled.reason().equals(RoundRun.NOT_NEEDED)) {
            return Future.failedFuture(new RunCancelledException(consensus.run().id(), cancelled.reason()));
        }
        return Future.succeededFuture(
                outcome instanceof Outcome.Completed completed ? Prompts.verdict(completed.result()) : "TIE");
    }

    private ComparisonCount count() {
        return new ComparisonCount(candidates, played);
    }

    private void stopIf(boolean decided) {
        if (decided && !stopped) {
            stopped = true;
            List.copyOf(underWay).forEach(name -> children.cancel(name, RoundRun.NOT_NEEDED));
        }
    }
}
