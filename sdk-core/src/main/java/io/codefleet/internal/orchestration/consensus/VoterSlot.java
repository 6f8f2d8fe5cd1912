package io.codefleet.internal.orchestration.consensus;

import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.consensus.Vote;
import io.codefleet.consensus.Voter;
import io.codefleet.internal.orchestration.consensus.count.Ballot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The place of one voter in a round, which fills during the round.
 *
 * @param <M> the kind of what is counted
 */
final class VoterSlot<M> {
    final int index;
    final Voter voter;
    Vote.@Nullable Status status;
    String note = "";
    Usage usage = Usage.NONE;

    @Nullable
    TaskResult result;

    @Nullable
    Ballot<M> ballot;

    VoterSlot(int index, Voter voter) {
        this.index = index;
        this.voter = voter;
    }

    boolean is(Vote.Status other) {
        return status == other;
    }

    Optional<TaskResult> result() {
        return Optional.ofNullable(result);
    }

    void ends(Vote.Status with, String why) {
        status = with;
        note = why;
    }

    void counts(M mark) {
        status = Vote.Status.COUNTED;
        ballot = new Ballot<>(index, voter.weight(), mark);
    }

    Vote vote(int round, String taskId, Optional<Integer> candidate) {
        // A place that was never filled was never asked.
        Vote.Status shown = status == null ? Vote.Status.NOT_NEEDED : status;
        return Vote.builder(round, index, voter, taskId, shown)
                .note(note)
                .result(result().orElse(null))
                .candidate(candidate.orElse(null))
                .usage(usage)
                .build();
    }
}
