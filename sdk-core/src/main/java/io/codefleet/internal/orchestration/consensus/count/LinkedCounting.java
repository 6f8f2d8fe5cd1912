package io.codefleet.internal.orchestration.consensus.count;

import io.codefleet.TaskResult;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;

/**
 * Groups of answers that are alike: each is linked with each that is similar enough, and what is linked, over others too, is one
 * group (single linkage). Unlike with a representative for each group, the groups do not depend on the order of the answers.
 *
 * @param <M> what similarity is measured on
 */
final class LinkedCounting<M> implements CountingMethod<LinkedCounting.Marked<M>> {
    private final double threshold;
    private final Function<String, Future<M>> feature;
    private final ToDoubleBiFunction<M, M> similarity;
    /** As each answer that comes has all counted again. */
    private final Map<Pair, Double> known = new HashMap<>();

    /** An answer and what its similarity is measured on. */
    record Marked<M>(String text, M feature) {}

    private record Pair(int one, int other) {}

    LinkedCounting(double threshold, Function<String, Future<M>> feature, ToDoubleBiFunction<M, M> similarity) {
        this.threshold = threshold;
        this.feature = feature;
        this.similarity = similarity;
    }

    @Override
    public Future<Marked<M>> read(TaskResult answer) {
        if (answer.text().isBlank()) {
            return Future.failedFuture(new InvalidBallotException("the answer has no text"));
        }
        return feature.apply(answer.text()).map(measured -> new Marked<>(answer.text(), measured));
    }

    @Override
    public Count count(List<Ballot<Marked<M>>> ballots) {
        List<List<Ballot<Marked<M>>>> groups = new ArrayList<>();
        for (Ballot<Marked<M>> ballot : ballots) {
            List<Ballot<Marked<M>>> joined = new ArrayList<>();
            groups.removeIf(group ->
                    group.stream().anyMatch(each -> similarity(each, ballot) >= threshold) && joined.addAll(group));
            joined.add(ballot);
            groups.add(joined);
        }
        return new Groups(
                groups.stream()
                        .map(this::group)
                        .sorted(VoteGroup.STRONGEST_FIRST)
                        .toList(),
                ExactCounting.weight(ballots));
    }

    private double similarity(Ballot<Marked<M>> one, Ballot<Marked<M>> other) {
        Pair pair = new Pair(Math.min(one.vote(), other.vote()), Math.max(one.vote(), other.vote()));
        return known.computeIfAbsent(
                pair,
                unknown -> similarity.applyAsDouble(
                        one.mark().feature(), other.mark().feature()));
    }

    /** Returns the group of votes for similar answers. The one that is most like the others stands for the group. */
    private VoteGroup group(List<Ballot<Marked<M>>> group) {
        Comparator<Ballot<Marked<M>>> likest = Comparator.comparing(each -> -likeness(each, group));
        List<Ballot<Marked<M>>> sorted =
                group.stream().sorted(likest.thenComparing(Ballot::vote)).toList();
        return new VoteGroup(
                sorted.get(0).mark().text(),
                ExactCounting.weight(group),
                sorted.stream().map(Ballot::vote).toList());
    }

    private double likeness(Ballot<Marked<M>> ballot, List<Ballot<Marked<M>>> group) {
        return group.stream()
                .filter(each -> each.vote() != ballot.vote())
                .mapToDouble(each -> similarity(each, ballot))
                .sum();
    }

    /**
     * A vote still to come can also link groups that are apart so far, but none without its votes.
     *
     * @param weight of all votes
     */
    private record Groups(List<VoteGroup> groups, BigDecimal weight) implements Count {
        @Override
        public BigDecimal full(BigDecimal votes) {
            return votes;
        }

        @Override
        public boolean settled(BigDecimal remaining) {
            BigDecimal others = weight.subtract(top(0));
            return top(0).compareTo(others.add(remaining)) > 0;
        }

        @Override
        public BigDecimal best(BigDecimal remaining) {
            return remaining.signum() == 0 ? top(0) : weight.add(remaining);
        }
    }
}
