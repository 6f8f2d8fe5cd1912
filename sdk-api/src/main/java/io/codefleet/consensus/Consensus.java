package io.codefleet.consensus;

import io.codefleet.Budget;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Question to several agents, with the rules by which their answers become one. Immutable; each method that takes an argument
 * returns a changed copy.
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
 */
@CheckReturnValue
public final class Consensus {
    /** The most voters of a round. */
    public static final int MAX_VOTERS = 200;

    private final Task question;
    private final List<Voter> voters;
    private final Agreement agreement;
    private final Rules rules;
    private final Sampling sampling;
    private final List<Round> laterRounds;
    private final RunOptions run;

    private Consensus(Builder builder) {
        this.question = builder.question;
        this.voters = List.copyOf(builder.voters);
        this.agreement = builder.agreement;
        this.rules = builder.rules;
        this.sampling = builder.sampling;
        this.laterRounds = List.copyOf(builder.laterRounds);
        this.run = builder.run;
        if (run.parent().isPresent()) {
            throw new InvalidInputException(
                    "run.parent", "is for runs of workflows, and a consensus is not a task; leave it out");
        }
        check(voters);
        laterRounds.forEach(round -> check(round.voters().isEmpty() ? List.of(Voter.any()) : round.voters()));
    }

    /** Returns a builder for this question to one voter, by majority, as {@link #on}. */
    public static Builder builder(Task question) {
        return new Builder(question);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns what is asked, with its limits and required capabilities. */
    public Task question() {
        return question;
    }

    /** Returns who is asked, in this order. */
    public List<Voter> voters() {
        return voters;
    }

    /** Returns how the answers are counted. */
    public Agreement agreement() {
        return agreement;
    }

    /** Returns when a count is a decision. */
    public Rules rules() {
        return rules;
    }

    /** Returns how many are asked at once. */
    public Sampling sampling() {
        return sampling;
    }

    /** Returns the rounds that follow the first, in order, until the voters agree. */
    public List<Round> laterRounds() {
        return laterRounds;
    }

    /** Returns the run's id, concurrency and budget. */
    public RunOptions run() {
        return run;
    }

    private static void check(List<Voter> voters) {
        if (voters.isEmpty() || voters.size() > MAX_VOTERS) {
            throw new InvalidInputException("voters", "are " + voters.size() + ", must be from 1 to " + MAX_VOTERS);
        }
    }

    /**
     * Creates a consensus by majority with one voter, any worker that takes the question. Add the other voters.
     *
     * @throws InvalidInputException if the id of the question is longer than that of a run may be
     */
    public static Consensus on(Task question) {
        return builder(question).build();
    }

    /** Returns a copy that asks these voters. */
    public Consensus voters(List<Voter> value) {
        return toBuilder().voters(value).build();
    }

    /** Returns a copy that asks these models, as {@code provider/name}. */
    public Consensus models(String... models) {
        return voters(Arrays.stream(models).map(Voter::model).toList());
    }

    /** Returns a copy that asks the workers with these ids. */
    public Consensus workers(String... workerIds) {
        return voters(Arrays.stream(workerIds).map(Voter::worker).toList());
    }

    /** Returns a copy that asks these prompts in place of the question's own. */
    public Consensus prompts(String... prompts) {
        List<Voter> asked = new ArrayList<>();
        for (String prompt : prompts) {
            asked.add(Voter.prompt("prompt " + (asked.size() + 1), prompt));
        }
        return voters(asked);
    }

    /** Returns a copy that asks each of the voters so far this many times, in turns. */
    public Consensus samples(int times) {
        List<Voter> asked = new ArrayList<>();
        for (int i = 0; i < times && asked.size() <= MAX_VOTERS; i++) {
            asked.addAll(voters);
        }
        return voters(asked);
    }

    /**
     * Returns a copy in which the voters of these names have these weights; others keep their weight.
     *
     * @throws InvalidInputException if a name has no voter
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

    /** Returns a copy that counts the answers in this way. */
    public Consensus by(Agreement value) {
        return toBuilder().agreement(value).build();
    }

    /** Returns a copy with these rules. */
    public Consensus rules(Rules value) {
        return toBuilder().rules(value).build();
    }

    /** Returns a copy that needs this many voters present. */
    public Consensus quorum(int value) {
        return rules(rules.quorum(value));
    }

    /** Returns a copy in which the winner must have at least this share, from 0 to 1. */
    public Consensus minAgreement(double value) {
        return rules(rules.minAgreement(value));
    }

    /** Returns a copy with this rule for ties. */
    public Consensus ties(TieRule value) {
        return rules(rules.ties(value));
    }

    /** Returns a copy with this rule for those who gave no vote. */
    public Consensus abstentions(Abstentions value) {
        return rules(rules.abstentions(value));
    }

    /** Returns a copy that asks in these steps. */
    public Consensus sampling(Sampling value) {
        return toBuilder().sampling(value).build();
    }

    /** Returns a copy that holds these rounds, in order, until the voters agree. */
    public Consensus orElse(Round... rounds) {
        return toBuilder().laterRounds(Arrays.asList(rounds)).build();
    }

    /** Returns a copy with these options of the run, its id among them. */
    public Consensus run(RunOptions value) {
        return toBuilder().run(value).build();
    }

    /** Returns a copy that has so many children under way at once at most. */
    public Consensus concurrency(int value) {
        return run(run.concurrency(value));
    }

    /** Returns a copy whose children together may consume this. */
    public Consensus budget(Budget value) {
        return run(run.budget(value));
    }

    private List<Object> components() {
        return List.of(question, voters, agreement, rules, sampling, laterRounds, run);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Consensus that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "Consensus[question=" + question + ", voters=" + voters + ", agreement=" + agreement + ", rules=" + rules
                + ", sampling=" + sampling + ", laterRounds=" + laterRounds + ", run=" + run + "]";
    }

    /** Builds a {@link Consensus}; each setter is named as the component that it sets. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private Task question;
        private List<Voter> voters = List.of(Voter.any());
        private Agreement agreement = Agreement.majority();
        private Rules rules = Rules.DEFAULT;
        private Sampling sampling = Sampling.allAtOnce();
        private List<Round> laterRounds = List.of();
        private RunOptions run;

        private Builder(Task question) {
            this.question = question;
            this.run = RunOptions.of(question.id());
        }

        private Builder(Consensus from) {
            question = from.question;
            voters = from.voters;
            agreement = from.agreement;
            rules = from.rules;
            sampling = from.sampling;
            laterRounds = from.laterRounds;
            run = from.run;
        }

        public Builder question(Task value) {
            question = value;
            return this;
        }

        public Builder voters(List<Voter> value) {
            voters = value;
            return this;
        }

        public Builder agreement(Agreement value) {
            agreement = value;
            return this;
        }

        public Builder rules(Rules value) {
            rules = value;
            return this;
        }

        public Builder sampling(Sampling value) {
            sampling = value;
            return this;
        }

        public Builder laterRounds(List<Round> value) {
            laterRounds = value;
            return this;
        }

        public Builder run(RunOptions value) {
            run = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws InvalidInputException if it has no voter, or too many
         */
        @CheckReturnValue
        public Consensus build() {
            return new Consensus(this);
        }
    }
}
