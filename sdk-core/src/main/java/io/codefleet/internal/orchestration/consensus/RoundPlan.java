package io.codefleet.internal.orchestration.consensus;

import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.Round;
import io.codefleet.consensus.Voter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plan of a round: its voters and their questions.
 *
 * @param number from 1
 * @param voters who
 * @param questions what, for each
 * @param isLast whether no other may follow
 */
record RoundPlan(int number, List<Voter> voters, List<Task> questions, boolean isLast) {
    static RoundPlan first(Consensus consensus) {
        List<Voter> voters = consensus.voters();
        List<Task> questions =
                voters.stream().map(voter -> voter.ask(consensus.question())).toList();
        return new RoundPlan(1, voters, questions, consensus.laterRounds().isEmpty());
    }

    /** Returns the plan of the round that follows when this one has ended so. */
    RoundPlan next(Consensus consensus, RoundEnd ended) {
        Round round = consensus.laterRounds().get(number - 1);
        boolean isSamePanel = round.voters().isEmpty();
        List<Voter> asked = isSamePanel ? voters : round.voters();
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Task plain = asked.get(i).ask(consensus.question());
            tasks.add(round.showAnswers() ? withAnswers(plain, isSamePanel ? i : -1, ended) : plain);
        }
        return new RoundPlan(
                number + 1, asked, tasks, number == consensus.laterRounds().size());
    }

    private static Task withAnswers(Task question, int self, RoundEnd ended) {
        Optional<TaskResult> own = Optional.empty();
        List<TaskResult> others = new ArrayList<>();
        for (VoterSlot<?> slot : ended.slots()) {
            if (slot.index == self) {
                own = slot.result();
            } else {
                slot.result().ifPresent(others::add);
            }
        }
        return question.prompt(Prompts.debate(question.prompt(), own, others));
    }

    /** Returns the name of a child of this round within the run. */
    String child(String name) {
        return number == 1 ? name : "round" + number + "/" + name;
    }

    String vote(int index) {
        return child("vote#" + index);
    }

    String verify(int index) {
        return child("verify#" + index);
    }
}
