package io.codefleet.consensus;

import io.codefleet.TaskResult;
import io.codefleet.Usage;
import java.util.Optional;

/**
 * One voter in one round: what it answered, how that counted, what it cost.
 *
 * @param round the round, from 1
 * @param index the voter's place in the round's list, from 0
 * @param voter who was asked
 * @param taskId the task that asked
 * @param status whether it counted
 * @param note why it did not count; empty if it did
 * @param result what it answered; absent if it did not
 * @param candidate the index of the candidate that it was for, in {@link ConsensusResult#candidates()}; absent if it was for
 *     none, and for votes of earlier rounds
 * @param usage what it consumed, its verification included
 */
public record Vote(
        int round,
        int index,
        Voter voter,
        String taskId,
        Status status,
        String note,
        Optional<TaskResult> result,
        Optional<Integer> candidate,
        Usage usage) {

    /** Whether and why a vote counted. */
    public enum Status {
        /** It was cast and counted. */
        COUNTED,
        /** Its run failed, ran out of time, or was cancelled by somebody: an abstention. */
        FAILED,
        /** Its answer lacks what is counted: an abstention. */
        SPOILT,
        /** Its patch did not pass the verification: an abstention. */
        REJECTED,
        /** The outcome was certain before it came; its run was cancelled, or never started. */
        NOT_NEEDED,
        /** The budget was used up before it was asked. */
        NOT_AFFORDED
    }

    /** Who was asked, the place and the status; never the answer, which may be secret. */
    @Override
    public String toString() {
        return "Vote[round=" + round + ", index=" + index + ", voter=" + voter.name() + ", status=" + status
                + ", candidate=" + candidate.map(String::valueOf).orElse("none") + "]";
    }
}
