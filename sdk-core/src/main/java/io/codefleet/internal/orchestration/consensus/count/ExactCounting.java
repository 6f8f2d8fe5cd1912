package io.codefleet.internal.orchestration.consensus.count;

import io.codefleet.TaskResult;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The same answer is given most often. */
final class ExactCounting implements CountingMethod<String> {
    private final Function<TaskResult, String> key;

    /**
     * Creates a method that counts equal answers.
     *
     * @param key what of an answer is compared; throws {@link InvalidBallotException} if it is not there
     */
    ExactCounting(Function<TaskResult, String> key) {
        this.key = key;
    }

    @Override
    public Future<String> read(TaskResult answer) {
        try {
            return Future.succeededFuture(key.apply(answer));
        } catch (InvalidBallotException e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public Count count(List<Ballot<String>> ballots) {
        Map<String, List<Ballot<String>>> same = new LinkedHashMap<>();
        ballots.forEach(each ->
                same.computeIfAbsent(each.mark(), mark -> new ArrayList<>()).add(each));
        return new Plurality(same.entrySet().stream()
                .map(entry -> new VoteGroup(
                        entry.getKey(),
                        weight(entry.getValue()),
                        entry.getValue().stream().map(Ballot::vote).toList()))
                .sorted(VoteGroup.STRONGEST_FIRST)
                .toList());
    }

    static BigDecimal weight(List<? extends Ballot<?>> ballots) {
        return ballots.stream().map(Ballot::weight).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** A vote still to come is for one pile, an old or a new one. */
    private record Plurality(List<VoteGroup> groups) implements Count {
        @Override
        public BigDecimal full(BigDecimal weight) {
            return weight;
        }

        @Override
        public boolean settled(BigDecimal remaining) {
            return top(0).compareTo(top(1).add(remaining)) > 0;
        }

        @Override
        public BigDecimal best(BigDecimal remaining) {
            return top(0).add(remaining);
        }
    }
}
