package io.codefleet.internal.orchestration.consensus.count;

import io.codefleet.TaskResult;
import io.codefleet.consensus.Agreement.RankedChoice;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/** Each vote ranks the candidates; see {@link io.codefleet.consensus.Agreement#ranked}. */
final class BordaCounting implements CountingMethod<List<String>> {
    private final RankedChoice choice;
    private final AnswerField field;

    BordaCounting(RankedChoice choice) {
        this.choice = choice;
        this.field = new AnswerField(choice.pointer());
    }

    @Override
    public Future<List<String>> read(TaskResult answer) {
        try {
            return Future.succeededFuture(ranking(field.read(answer)));
        } catch (InvalidBallotException e) {
            return Future.failedFuture(e);
        }
    }

    private List<String> ranking(Object value) {
        if (!(value instanceof JsonArray array) || array.isEmpty()) {
            throw new InvalidBallotException("the answer has no list of candidates at " + choice.pointer());
        }
        List<String> ranking = array.stream().map(String::valueOf).toList();
        if (!choice.candidates().containsAll(ranking) || new HashSet<>(ranking).size() < ranking.size()) {
            throw new InvalidBallotException(
                    "the ranking names what is not a candidate, or one candidate twice; there are "
                            + choice.candidates());
        }
        return ranking;
    }

    @Override
    public Count count(List<Ballot<List<String>>> ballots) {
        Comparator<VoteGroup> strongest = Comparator.comparing(VoteGroup::score).reversed();
        Comparator<VoteGroup> byFirstVoter = Comparator.comparing(group -> -pointsOfFirst(ballots, group.answer()));
        List<VoteGroup> groups = choice.candidates().stream()
                .map(candidate -> group(candidate, ballots))
                .sorted(strongest.thenComparing(byFirstVoter))
                .toList();
        return new Points(groups, BigDecimal.valueOf(choice.candidates().size() - 1L));
    }

    private VoteGroup group(String candidate, List<Ballot<List<String>>> ballots) {
        BigDecimal score = ballots.stream()
                .map(each -> each.weight().multiply(BigDecimal.valueOf(points(each.mark(), candidate))))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        List<Integer> first = ballots.stream()
                .filter(each -> each.mark().get(0).equals(candidate))
                .map(Ballot::vote)
                .toList();
        return new VoteGroup(candidate, score, first);
    }

    private double pointsOfFirst(List<Ballot<List<String>>> ballots, String candidate) {
        return ballots.isEmpty() ? 0 : points(ballots.get(0).mark(), candidate);
    }

    /** Returns the points of a candidate in one ranking: halves at the smallest, so that a double is exact. */
    private double points(List<String> ranking, String candidate) {
        int place = ranking.indexOf(candidate);
        int best = choice.candidates().size() - 1;
        return place >= 0 ? best - place : (best - ranking.size()) / 2.0;
    }

    /**
     * A vote still to come can give one candidate all its points, and another none.
     *
     * @param best the points for a first place
     */
    private record Points(List<VoteGroup> groups, BigDecimal best) implements Count {
        @Override
        public BigDecimal full(BigDecimal weight) {
            return weight.multiply(best);
        }

        @Override
        public boolean settled(BigDecimal remaining) {
            return top(0).compareTo(top(1).add(full(remaining))) > 0;
        }

        @Override
        public BigDecimal best(BigDecimal remaining) {
            return top(0).add(full(remaining));
        }
    }
}
