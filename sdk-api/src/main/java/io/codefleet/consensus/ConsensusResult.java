package io.codefleet.consensus;

import io.codefleet.TaskResult;
import io.codefleet.Usage;
import java.util.List;
import java.util.Optional;

/**
 * What a consensus gives: the decision, and all that speaks for and against it.
 *
 * @param runId the run
 * @param decision what it came to
 * @param candidates the answers of the deciding round, the winner or strongest first
 * @param votes every vote of every round, by round and index
 * @param spread how far the numbers lie apart, where numbers were counted
 * @param usage what all children of the run consumed, judges and verifications included
 */
public record ConsensusResult(
        String runId,
        Decision decision,
        List<Candidate> candidates,
        List<Vote> votes,
        Optional<NumericSummary> spread,
        Usage usage) {
    /** Copies the lists. */
    public ConsensusResult {
        candidates = List.copyOf(candidates);
        votes = List.copyOf(votes);
    }

    /** The winner, if there is one. */
    public Optional<Candidate> winner() {
        return decision instanceof Decision.Agreed agreed ? Optional.of(agreed.winner()) : Optional.empty();
    }

    /** The winner's answer in full, if there is one. */
    public Optional<TaskResult> answer() {
        return winner().flatMap(Candidate::result);
    }

    /** How many rounds were held. */
    public int rounds() {
        return votes.stream().mapToInt(Vote::round).max().orElse(0);
    }

    /** The votes of the last round that counted and are not for the winner; all that counted if there is none. */
    public List<Vote> dissent() {
        int last = rounds();
        boolean decided = winner().isPresent();
        return votes.stream()
                .filter(vote -> vote.round() == last && vote.status() == Vote.Status.COUNTED)
                .filter(vote -> !decided || !vote.candidate().equals(Optional.of(0)))
                .toList();
    }
}
