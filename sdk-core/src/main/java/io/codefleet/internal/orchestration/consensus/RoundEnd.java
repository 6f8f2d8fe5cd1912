package io.codefleet.internal.orchestration.consensus;

import io.codefleet.consensus.Decision;
import io.codefleet.internal.orchestration.consensus.count.Attendance;
import io.codefleet.internal.orchestration.consensus.count.Count;
import io.codefleet.internal.orchestration.consensus.count.CountResult;
import java.util.List;

/**
 * End of a round.
 *
 * @param ruling what it came to
 * @param count the count behind it
 * @param attendance those who are counted: all but the voters that were not needed or not afforded
 * @param slots the voters
 */
record RoundEnd(CountResult ruling, Count count, Attendance attendance, List<? extends VoterSlot<?>> slots) {
    boolean isWon() {
        return ruling instanceof CountResult.Won;
    }

    boolean isOutOfBudget() {
        return ruling instanceof CountResult.Open open && open.why().reason() == Decision.Reason.BUDGET_EXCEEDED;
    }
}
