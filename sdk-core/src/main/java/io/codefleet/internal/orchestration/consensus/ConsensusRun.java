package io.codefleet.internal.orchestration.consensus;

import io.codefleet.CancelResult;
import io.codefleet.EventStream;
import io.codefleet.Run;
import io.codefleet.RunProgress;
import io.codefleet.consensus.Candidate;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.ConsensusResult;
import io.codefleet.consensus.Decision;
import io.codefleet.consensus.Vote;
import io.codefleet.error.ClosedException;
import io.codefleet.internal.orchestration.ChildTasks;
import io.codefleet.internal.orchestration.ProgressFeed;
import io.codefleet.internal.orchestration.Runs;
import io.codefleet.internal.orchestration.consensus.count.CountResult;
import io.codefleet.internal.orchestration.consensus.count.CountingMethod;
import io.codefleet.internal.orchestration.consensus.count.CountingMethods;
import io.codefleet.internal.orchestration.consensus.count.DecisionEvaluator;
import io.codefleet.internal.orchestration.consensus.count.VoteGroup;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A consensus under way: one round after another until there is a winner. State is confined to the client's context. */
public final class ConsensusRun implements Run<ConsensusResult> {
    private final Runs runs;
    private final Consensus consensus;
    private final ProgressFeed feed;
    private final ChildTasks children;
    private final Promise<ConsensusResult> result = Promise.promise();
    private final List<RoundPlan> plans = new ArrayList<>();
    private final List<List<? extends VoterSlot<?>>> rounds = new ArrayList<>();
    private final long started = System.nanoTime();

    private ConsensusRun(Runs runs, Consensus consensus) {
        this.runs = runs;
        this.consensus = consensus;
        this.children = runs.begin(consensus
                .run()
                .headers(consensus
                        .question()
                        .inheritHeaders(consensus.run().headers())
                        .headers()));
        this.feed = new ProgressFeed(runs.vertx(), runs.context(), this::progressNow);
        // At once, as a Vertx that is being closed may not bring back what a host's function still does.
        children.aborted().onSuccess(reason -> {
            if (reason instanceof ClosedException) {
                result.tryFail(reason);
            }
        });
    }

    /** Starts the run; from any thread. */
    public static ConsensusRun start(Runs runs, Consensus consensus) {
        ConsensusRun run = new ConsensusRun(runs, consensus);
        if (!run.result.future().isComplete()) {
            runs.context().runOnContext(v -> run.guarded(() -> run.hold(RoundPlan.first(consensus))));
        }
        return run;
    }

    @Override
    public String id() {
        return consensus.run().id();
    }

    @Override
    public Future<ConsensusResult> result() {
        return result.future();
    }

    @Override
    public EventStream<RunProgress> progress() {
        return feed.open();
    }

    @Override
    public Future<CancelResult> cancel(String reason) {
        return children.cancelRun(reason);
    }

    /** Leaves the run to another process that holds it; its children go on. Call it on the context. */
    void leave() {
        children.close();
    }

    /** Ends the run because its task was cancelled. Call it on the context. */
    void endCancelled(String reason) {
        children.endCancelled(reason);
    }

    /** Does a step. What it throws ends the run: a run without an end would keep the slot of its driver. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            children.stop("the run has failed");
            end(Future.failedFuture(e));
        }
    }

    private void hold(RoundPlan plan) {
        CountingMethod<?> method = CountingMethods.of(consensus.agreement());
        RoundRun<?> round = new RoundRun<>(runs.context(), children, consensus, plan, method, feed::changed);
        plans.add(plan);
        rounds.add(round.slots());
        round.run().onComplete(ended -> guarded(() -> held(plan, ended)));
    }

    private void held(RoundPlan plan, AsyncResult<RoundEnd> ended) {
        if (children.aborted().isComplete()) {
            end(Future.failedFuture(children.aborted().result()));
        } else if (ended.failed()) {
            end(Future.failedFuture(ended.cause()));
        } else if (ended.result().isWon() || plan.isLast() || ended.result().isOutOfBudget()) {
            end(Future.succeededFuture(resultOf(ended.result())));
        } else {
            hold(plan.next(consensus, ended.result()));
        }
    }

    private void end(Future<ConsensusResult> with) {
        runs.ended(children);
        feed.end();
        with.onSuccess(result::tryComplete).onFailure(result::tryFail);
    }

    // ---- result

    private ConsensusResult resultOf(RoundEnd end) {
        List<Candidate> candidates = candidates(end);
        return ConsensusResult.builder(id(), decision(end, candidates))
                .candidates(candidates)
                .votes(votes(candidates))
                .spread(end.count().spread().orElse(null))
                .usage(children.usage())
                .build();
    }

    private List<Candidate> candidates(RoundEnd end) {
        DecisionEvaluator evaluator =
                new DecisionEvaluator(consensus.rules(), end.slots().size());
        List<Candidate> candidates = new ArrayList<>();
        for (VoteGroup group : end.count().groups()) {
            candidates.add(new Candidate(
                    group.answer(),
                    group.score(),
                    evaluator.share(group.score(), end.attendance(), end.count()),
                    group.votes(),
                    group.votes().stream()
                            .findFirst()
                            .flatMap(vote -> end.slots().get(vote).result())));
        }
        return candidates;
    }

    private static Decision decision(RoundEnd end, List<Candidate> candidates) {
        if (end.ruling() instanceof CountResult.Won won) {
            Candidate winner = candidates.get(0);
            return new Decision.Agreed(winner, winner.share(), won.tieBroken());
        }
        return ((CountResult.Open) end.ruling()).why();
    }

    private List<Vote> votes(List<Candidate> candidates) {
        List<Vote> votes = new ArrayList<>();
        for (int i = 0; i < rounds.size(); i++) {
            RoundPlan plan = plans.get(i);
            boolean isLast = i == rounds.size() - 1;
            for (VoterSlot<?> slot : rounds.get(i)) {
                Optional<Integer> candidate = isLast ? candidateOf(slot.index, candidates) : Optional.empty();
                votes.add(slot.vote(plan.number(), children.idOf(plan.vote(slot.index)), candidate));
            }
        }
        return votes;
    }

    private static Optional<Integer> candidateOf(int vote, List<Candidate> candidates) {
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.get(i).votes().contains(vote)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    // ---- progress

    private RunProgress progressNow() {
        long total = 0;
        long done = 0;
        long failed = 0;
        for (List<? extends VoterSlot<?>> slots : rounds) {
            total += slots.size();
            done += slots.stream().filter(slot -> slot.is(Vote.Status.COUNTED)).count();
            failed += slots.stream().filter(ConsensusRun::hasNoVote).count();
        }
        return RunProgress.builder()
                .total(total)
                .done(done)
                .failed(failed)
                .running(children.underWay())
                .usage(children.usage())
                .elapsed(Duration.ofNanos(System.nanoTime() - started))
                .build();
    }

    private static boolean hasNoVote(VoterSlot<?> slot) {
        return slot.status != null && !slot.is(Vote.Status.COUNTED);
    }
}
