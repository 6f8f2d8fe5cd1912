package io.codefleet.consensus;

import io.codefleet.Budget;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One question to several agents, and how their answers become one. Immutable; each method that takes an argument returns a
 * changed copy.
 *
 * <pre>{@code
 * Consensus.on(Task.of("Is this query safe from injection? End with yes or no as JSON in the field verdict").id("review-42"))
 *     .models("anthropic/claude-sonnet-5", "openai/gpt-5", "google/gemini-3-pro")
 *     .by(Agreement.field("/verdict"))
 *     .minAgreement(0.6)
 *     .orElse(Round.debate(), Round.stronger("anthropic/claude-opus-5"))
 * }</pre>
 *
 * <p>The id of the run is that of the question. Its children are {@code id/vote#0}, {@code id/vote#1} and so on in the order of
 * the voters, {@code id/verify#0}, {@code id/judge#0-1} where these are asked for, and {@code id/round2/vote#0} in later rounds.
 * Running again under the same id, with all else the same, pays only for what is missing.
 *
 * @param question what is asked, with its limits and required capabilities
 * @param voters who is asked, in this order
 * @param agreement how the answers are counted
 * @param rules when a count is a decision
 * @param sampling how many are asked at once
 * @param laterRounds what is done, one after another, while there is no agreement
 * @param run the run's id, concurrency and budget
 */
public record Consensus(
        Task question,
        List<Voter> voters,
        Agreement agreement,
        Rules rules,
        Sampling sampling,
        List<Round> laterRounds,
        RunOptions run) {
    /** The most voters of a round. */
    public static final int MAX_VOTERS = 200;

    /** @throws InvalidInputException if there is no voter, or there are too many */
    public Consensus {
        voters = checked(voters);
        laterRounds = List.copyOf(laterRounds);
        laterRounds.forEach(round -> checked(round.voters().isEmpty() ? List.of(Voter.any()) : round.voters()));
    }

    private static List<Voter> checked(List<Voter> voters) {
        if (voters.isEmpty() || voters.size() > MAX_VOTERS) {
            throw new InvalidInputException("voters", "are " + voters.size() + ", must be from 1 to " + MAX_VOTERS);
        }
        return List.copyOf(voters);
    }

    /**
     * This question to one voter, whoever takes it, by majority: add who else is asked.
     *
     * @throws InvalidInputException if the id of the question is longer than that of a run may be
     */
    public static Consensus on(Task question) {
        return new Consensus(
                question,
                List.of(Voter.any()),
                Agreement.majority(),
                Rules.DEFAULT,
                Sampling.allAtOnce(),
                List.of(),
                RunOptions.of(question.id()));
    }

    /** A copy that asks these. */
    public Consensus voters(List<Voter> value) {
        return new Consensus(question, value, agreement, rules, sampling, laterRounds, run);
    }

    /** A copy that asks these models, as {@code provider/name}. */
    public Consensus models(String... models) {
        return voters(Arrays.stream(models).map(Voter::model).toList());
    }

    /** A copy that asks the workers with these ids. */
    public Consensus workers(String... workerIds) {
        return voters(Arrays.stream(workerIds).map(Voter::worker).toList());
    }

    /** A copy that asks these prompts in place of the question's own. */
    public Consensus prompts(String... prompts) {
        List<Voter> asked = new ArrayList<>();
        for (String prompt : prompts) {
            asked.add(Voter.prompt("prompt " + (asked.size() + 1), prompt));
        }
        return voters(asked);
    }

    /** A copy that asks each of the voters so far this many times, in turns. */
    public Consensus samples(int times) {
        List<Voter> asked = new ArrayList<>();
        for (int i = 0; i < times && asked.size() <= MAX_VOTERS; i++) {
            asked.addAll(voters);
        }
        return voters(asked);
    }

    /**
     * A copy in which the voters of these names count this much; others keep their weight.
     *
     * @throws InvalidInputException if there is no voter of a name
     */
    public Consensus weights(Map<String, Double> weightByName) {
        List<String> names = voters.stream().map(Voter::name).toList();
        weightByName.keySet().stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidInputException("weights", "has '" + name + "', the voters are " + names);
                });
        return voters(voters.stream()
                .map(voter ->
                        weightByName.containsKey(voter.name()) ? voter.weight(weightByName.get(voter.name())) : voter)
                .toList());
    }

    /** A copy that counts the answers in this way. */
    public Consensus by(Agreement value) {
        return new Consensus(question, voters, value, rules, sampling, laterRounds, run);
    }

    /** A copy with these rules. */
    public Consensus rules(Rules value) {
        return new Consensus(question, voters, agreement, value, sampling, laterRounds, run);
    }

    /** A copy that needs this many voters present. */
    public Consensus quorum(int value) {
        return rules(rules.quorum(value));
    }

    /** A copy in which the winner must have at least this share, from 0 to 1. */
    public Consensus minAgreement(double value) {
        return rules(rules.minAgreement(value));
    }

    /** A copy with this rule for ties. */
    public Consensus ties(TieRule value) {
        return rules(rules.ties(value));
    }

    /** A copy with this rule for those who gave no vote. */
    public Consensus abstentions(Abstentions value) {
        return rules(rules.abstentions(value));
    }

    /** A copy that asks in these steps. */
    public Consensus sampling(Sampling value) {
        return new Consensus(question, voters, agreement, rules, value, laterRounds, run);
    }

    /** A copy that does this, one after another, while there is no agreement. */
    public Consensus orElse(Round... rounds) {
        return new Consensus(question, voters, agreement, rules, sampling, Arrays.asList(rounds), run);
    }

    /** A copy with these options of the run, its id among them. */
    public Consensus run(RunOptions value) {
        return new Consensus(question, voters, agreement, rules, sampling, laterRounds, value);
    }

    /** A copy that has so many children under way at once at most. */
    public Consensus concurrency(int value) {
        return run(run.concurrency(value));
    }

    /** A copy whose children together may consume this. */
    public Consensus budget(Budget value) {
        return run(run.budget(value));
    }
}
