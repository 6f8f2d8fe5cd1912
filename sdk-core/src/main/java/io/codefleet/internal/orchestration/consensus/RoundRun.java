package io.codefleet.internal.orchestration.consensus;

import io.codefleet.Outcome;
import io.codefleet.TaskResult;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.Decision.Reason;
import io.codefleet.consensus.Decision.Undecided;
import io.codefleet.consensus.Vote.Status;
import io.codefleet.error.BudgetExceededException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.RunCancelledException;
import io.codefleet.internal.orchestration.ChildTasks;
import io.codefleet.internal.orchestration.ChildTasks.ChildOutcome;
import io.codefleet.internal.orchestration.consensus.count.Attendance;
import io.codefleet.internal.orchestration.consensus.count.Ballot;
import io.codefleet.internal.orchestration.consensus.count.Confidence;
import io.codefleet.internal.orchestration.consensus.count.Count;
import io.codefleet.internal.orchestration.consensus.count.CountResult;
import io.codefleet.internal.orchestration.consensus.count.CountingMethod;
import io.codefleet.internal.orchestration.consensus.count.DecisionEvaluator;
import io.codefleet.internal.orchestration.consensus.count.VoteGroup;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One round: asks its voters, some at first or all, and counts whenever one has answered. Ends when the outcome is certain and
 * no child of it is under way any more. Confined to one context, that of the children.
 *
 * <p>A round that another may follow is cut short only if it has a winner: what the next round is asked depends on all
 * answers, and has to be the same if the run is resumed.
 *
 * @param <M> the kind of what is counted
 */
final class RoundRun<M> {
    /** Why children are cancelled; those with this reason were no failure. */
    static final String NOT_NEEDED = "not needed any more: the outcome is certain";

    private final Context context;
    private final ChildTasks children;
    private final Consensus consensus;
    private final RoundPlan plan;
    private final CountingMethod<M> method;
    private final DecisionEvaluator evaluator;
    private final Optional<Verification> verification;
    private final Runnable changed;
    private final List<VoterSlot<M>> slots = new ArrayList<>();
    private final Promise<RoundEnd> ended = Promise.promise();
    private int asked;
    private int underWay;
    private @Nullable CountResult decided;
    private @Nullable Throwable failure;

    /**
     * Creates the run of one round.
     *
     * @param changed called whenever a voter's place has filled
     */
    RoundRun(
            Context context,
            ChildTasks children,
            Consensus consensus,
            RoundPlan plan,
            CountingMethod<M> method,
            Runnable changed) {
        this.context = context;
        this.children = children;
        this.consensus = consensus;
        this.plan = plan;
        this.method = method;
        this.evaluator = new DecisionEvaluator(consensus.rules(), plan.voters().size());
        this.verification = Verification.of(consensus);
        this.changed = changed;
        for (int i = 0; i < plan.voters().size(); i++) {
            slots.add(new VoterSlot<>(i, plan.voters().get(i)));
        }
    }

    Future<RoundEnd> run() {
        ask(consensus.sampling().first());
        return ended.future();
    }

    List<VoterSlot<M>> slots() {
        return slots;
    }

    // ---- ask

    private void ask(int more) {
        int from = asked;
        asked = (int) Math.min(slots.size(), (long) asked + more);
        underWay += asked - from;
        for (VoterSlot<M> slot : slots.subList(from, asked)) {
            children.run(plan.vote(slot.index), plan.questions().get(slot.index))
                    .onComplete(answer -> guarded(() -> answered(slot, answer)));
        }
    }

    private void answered(VoterSlot<M> slot, AsyncResult<ChildOutcome> answer) {
        completed(slot, answer).ifPresentOrElse(result -> take(slot, result), () -> filled());
    }

    private void take(VoterSlot<M> slot, TaskResult result) {
        slot.result = result;
        if (verification.isEmpty()) {
            read(slot, result);
        } else if (decided != null) {
            slot.ends(Status.NOT_NEEDED, NOT_NEEDED);
            filled();
        } else {
            verify(slot, result, verification.get());
        }
    }

    private void verify(VoterSlot<M> slot, TaskResult result, Verification how) {
        Optional<String> patch = result.patch().filter(text -> !text.isBlank());
        if (patch.isEmpty()) {
            slot.ends(Status.SPOILT, "the answer has no patch");
            filled();
            return;
        }
        children.run(plan.verify(slot.index), how.of(patch.get()))
                .onComplete(answer -> guarded(() -> {
                    Optional<TaskResult> verified = completed(slot, answer);
                    Optional<String> objection = verified.flatMap(Verification::objection);
                    objection.ifPresent(why -> slot.ends(Status.REJECTED, why));
                    if (verified.isPresent() && objection.isEmpty()) {
                        read(slot, result);
                    } else {
                        filled();
                    }
                }));
    }

    /** Returns the result of a voter's child; if empty, it records the reason in the voter's place. */
    private Optional<TaskResult> completed(VoterSlot<M> slot, AsyncResult<ChildOutcome> answer) {
        if (answer.failed()) {
            notRun(slot, answer.cause());
            return Optional.empty();
        }
        Outcome outcome = answer.result().outcome();
        slot.usage = slot.usage.plus(outcome.usage());
        if (outcome instanceof Outcome.Completed completed) {
            return Optional.of(completed.result());
        }
        boolean notNeeded = outcome instanceof Outcome.Cancelled cancelled
                && cancelled.reason().equals(NOT_NEEDED);
        slot.ends(notNeeded ? Status.NOT_NEEDED : Status.FAILED, Verification.reason(outcome));
        return Optional.empty();
    }

    private void notRun(VoterSlot<M> slot, Throwable cause) {
        if (cause instanceof BudgetExceededException) {
            slot.ends(Status.NOT_AFFORDED, String.valueOf(cause.getMessage()));
        } else {
            slot.ends(Status.NOT_NEEDED, String.valueOf(cause.getMessage()));
            if (!(cause instanceof RunCancelledException) && failure == null) {
                failure = cause;
                cancelRemaining();
            }
        }
    }

    /** Reads the vote of an answer. This calls a host's own functions: whatever they throw is an abstention. */
    private void read(VoterSlot<M> slot, TaskResult result) {
        Future.succeededFuture(result)
                .compose(method::read)
                .onComplete(mark -> onContext(() -> guarded(() -> {
                    if (mark.succeeded()) {
                        slot.counts(mark.result());
                    } else {
                        slot.ends(Status.SPOILT, String.valueOf(mark.cause().getMessage()));
                    }
                    filled();
                })));
    }

    /** Runs a step on the context, at once where it can: what is certain now must be known before the next child starts. */
    private void onContext(Runnable step) {
        if (Vertx.currentContext() == context) {
            step.run();
        } else {
            context.runOnContext(v -> step.run());
        }
    }

    /** Does a step. What it throws, as a host's own measure of similarity may, ends the round. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            failure = e instanceof CodefleetException known
                    ? known
                    : new InvalidInputException("agreement", "cannot count the answers: " + e, e);
            cancelRemaining();
            ended.tryFail(failure);
        }
    }

    private void filled() {
        underWay--;
        changed.run();
        if (failure == null && decided == null && !hasJudge()) {
            decideEarly();
        }
        // A child that only waits ends within the call that cancels it, and may be the last.
        if (underWay == 0 && !ended.future().isComplete()) {
            goOn();
        }
    }

    // ---- decide

    private void decideEarly() {
        Attendance attendance = attendance(slots, true);
        if (attendance.remaining() == 0) {
            return;
        }
        evaluator
                .ruling(attendance, count())
                .filter(ruling -> plan.isLast() || ruling instanceof CountResult.Won)
                .ifPresent(ruling -> {
                    decided = ruling;
                    cancelRemaining();
                });
    }

    private void cancelRemaining() {
        for (VoterSlot<M> slot : slots.subList(0, asked)) {
            children.cancel(plan.vote(slot.index), NOT_NEEDED);
            children.cancel(plan.verify(slot.index), NOT_NEEDED);
        }
    }

    /** Continues the round when all voters that were asked have answered. */
    private void goOn() {
        if (failure != null) {
            ended.tryFail(failure);
        } else if (decided == null && asked < slots.size() && !isOutOfBudget() && !isEnough()) {
            ask(consensus.sampling().step());
        } else if (decided == null && hasJudge() && !isOutOfBudget()) {
            judge();
        } else {
            end(count());
        }
    }

    private boolean hasJudge() {
        return judgeOf(consensus).isPresent();
    }

    private static Optional<Agreement.JudgeModel> judgeOf(Consensus consensus) {
        Agreement counted =
                consensus.agreement() instanceof Agreement.Verified verified ? verified.among() : consensus.agreement();
        return counted instanceof Agreement.JudgeModel judge ? Optional.of(judge) : Optional.empty();
    }

    private boolean isOutOfBudget() {
        return slots.stream().anyMatch(slot -> slot.is(Status.NOT_AFFORDED));
    }

    /** Returns whether the voters that were asked so far agree, and it is likely enough that all would. */
    private boolean isEnough() {
        Count count = count();
        Optional<CountResult> ruling = evaluator.ruling(attendance(slots.subList(0, asked), false), count);
        if (hasJudge() || !(ruling.orElse(null) instanceof CountResult.Won)) {
            return false;
        }
        double ahead = Confidence.ahead(votes(count, 0), votes(count, 1));
        if (ahead < consensus.sampling().confidence()) {
            return false;
        }
        decided = ruling.get();
        return true;
    }

    private static int votes(Count count, int place) {
        List<VoteGroup> groups = count.groups();
        return place < groups.size() ? groups.get(place).votes().size() : 0;
    }

    private void judge() {
        List<VoteGroup> candidates = count().groups();
        List<TaskResult> answers = candidates.stream()
                .map(group -> slots.get(group.votes().get(0)).result().orElse(TaskResult.EMPTY))
                .toList();
        new JudgeRun(children, consensus, judgeOf(consensus).orElseThrow().judge(), plan, candidates, answers)
                .run()
                .onSuccess(judged -> guarded(() -> end(judged)))
                .onFailure(cause -> guarded(() -> {
                    if (cause instanceof BudgetExceededException) {
                        decided = outOfBudget();
                        end(count());
                    } else {
                        ended.tryFail(cause);
                    }
                }));
    }

    private void end(Count count) {
        CountResult ruling = decided != null
                ? decided
                : evaluator.ruling(attendance(slots, true), count).orElseGet(RoundRun::outOfBudget);
        ended.tryComplete(new RoundEnd(ruling, count, attendance(slots, false), slots));
    }

    private static CountResult outOfBudget() {
        return new CountResult.Open(
                new Undecided(
                        Reason.BUDGET_EXCEEDED,
                        "the budget was used up before the outcome was certain; run again under the same id with a larger one"));
    }

    // ---- count

    private Count count() {
        List<Ballot<M>> ballots = new ArrayList<>();
        for (VoterSlot<M> slot : slots) {
            if (slot.ballot != null) {
                ballots.add(slot.ballot);
            }
        }
        return method.count(ballots);
    }

    /**
     * Returns the attendance of these voters.
     *
     * @param all whether those count who may still come, or may have come; otherwise they are left out
     */
    private Attendance attendance(List<VoterSlot<M>> of, boolean all) {
        Attendance attendance = Attendance.NONE;
        for (VoterSlot<M> slot : of) {
            BigDecimal weight = slot.voter.weight();
            if (slot.ballot != null) {
                attendance = attendance.cast(weight);
            } else if (slot.status == null || slot.is(Status.NOT_AFFORDED)) {
                attendance = all ? attendance.remaining(weight) : attendance;
            } else if (!slot.is(Status.NOT_NEEDED)) {
                attendance = attendance.abstained(weight);
            } else {
                attendance = all ? attendance.abstained(weight) : attendance;
            }
        }
        return attendance;
    }
}
