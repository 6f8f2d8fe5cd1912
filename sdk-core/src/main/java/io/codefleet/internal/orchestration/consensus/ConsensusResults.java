package io.codefleet.internal.orchestration.consensus;

import io.codefleet.TaskResult;
import io.codefleet.consensus.Candidate;
import io.codefleet.consensus.ConsensusResult;
import io.codefleet.consensus.Decision.Agreed;
import io.codefleet.consensus.Decision.Undecided;
import io.codefleet.consensus.NumericSummary;
import io.codefleet.consensus.Vote;
import io.codefleet.json.ConsensusTask;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The result of a consensus as that of its task. */
final class ConsensusResults {
    private ConsensusResults() {}

    static TaskResult encode(ConsensusResult result) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put(ConsensusTask.AGREED, result.winner().isPresent());
        if (result.decision() instanceof Agreed agreed) {
            data.put("strength", agreed.strength());
            data.put("tieBroken", agreed.tieBroken());
        } else if (result.decision() instanceof Undecided undecided) {
            data.put("reason", undecided.reason().code());
            data.put("explanation", undecided.explanation());
        }
        data.put(
                "candidates",
                result.candidates().stream().map(ConsensusResults::candidate).toList());
        data.put("votes", result.votes().stream().map(ConsensusResults::vote).toList());
        result.spread().ifPresent(spread -> data.put("spread", spread(spread)));
        TaskResult encoded = TaskResult.text(
                        result.winner().map(Candidate::answer).orElse(""))
                .data(data);
        Optional<TaskResult> answer =
                result.answer().filter(each -> each.patch().isPresent());
        return answer.map(each -> encoded.patch(each.patch().orElseThrow(), each.files()))
                .orElse(encoded);
    }

    private static Map<String, Object> candidate(Candidate candidate) {
        return Map.of(
                "answer", candidate.answer(),
                "score", candidate.score(),
                "share", candidate.share(),
                "votes", candidate.votes());
    }

    private static Map<String, Object> vote(Vote vote) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("round", vote.round());
        json.put("voter", vote.voter().name());
        json.put("task", vote.taskId());
        json.put("status", vote.status().code());
        json.put("note", vote.note());
        vote.candidate().ifPresent(candidate -> json.put("candidate", candidate));
        return json;
    }

    private static Map<String, Object> spread(NumericSummary spread) {
        return Map.of(
                "min", spread.min(),
                "lowerQuartile", spread.lowerQuartile(),
                "median", spread.median(),
                "upperQuartile", spread.upperQuartile(),
                "max", spread.max());
    }
}
