package io.codefleet.internal.orchestration.consensus.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.consensus.Abstentions;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Decision.Reason;
import io.codefleet.consensus.Rules;
import io.codefleet.consensus.TieRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionEvaluatorTest {
    private static final Rules HALF = Rules.DEFAULT;

    private static Optional<CountResult> ruling(VoteTable table, Rules rules) {
        return table.by(Agreement.majority()).ruling(rules);
    }

    private static Optional<CountResult> rulingAfter(int come, VoteTable table, Rules rules) {
        List<Integer> first = IntStream.range(0, come).boxed().toList();
        return table.counted(CountingMethods.of(Agreement.majority()), first).ruling(rules);
    }

    private static void assertOpen(Optional<CountResult> ruling, Reason reason) {
        assertThat(ruling)
                .hasValueSatisfying(open ->
                        assertThat(((CountResult.Open) open).why().reason()).isEqualTo(reason));
    }

    @Test
    void halfOfAllWins() {
        assertThat(ruling(VoteTable.texts("a", "a", "b", "c"), HALF)).contains(new CountResult.Won(false));
    }

    @Test
    void lessThanTheLeastShareIsTooWeak() {
        assertOpen(ruling(VoteTable.texts("a", "a", "b", "c", "d"), HALF), Reason.TOO_WEAK);
    }

    @Test
    void aTieDecidesNothing() {
        assertOpen(ruling(VoteTable.texts("a", "b"), HALF), Reason.TIE);
    }

    @Test
    void aTieMayGoToTheFirstVoter() {
        assertThat(ruling(VoteTable.texts("a", "b"), HALF.ties(TieRule.FIRST_VOTER)))
                .contains(new CountResult.Won(true));
    }

    @Test
    void zeroVotesAreNoQuorum() {
        assertOpen(ruling(new VoteTable().failed(3), HALF.minAgreement(0)), Reason.NO_QUORUM);
    }

    /** Two of four gave a vote, both the same; the others failed. */
    @ParameterizedTest
    @CsvSource({
        "IGNORED, 3, 0.5, NO_QUORUM",
        "IGNORED, 2, 0.6, WON",
        "PRESENT, 3, 0.6, WON",
        "AGAINST, 3, 0.6, TOO_WEAK",
        "AGAINST, 3, 0.5, WON",
    })
    void abstentionsCountByTheRule(Abstentions rule, int quorum, double minAgreement, String expected) {
        Rules rules = HALF.abstentions(rule).quorum(quorum).minAgreement(minAgreement);

        Optional<CountResult> ruling = ruling(VoteTable.texts("a", "a").failed(2), rules);

        if (expected.equals("WON")) {
            assertThat(ruling).contains(new CountResult.Won(false));
        } else {
            assertOpen(ruling, Reason.valueOf(expected));
        }
    }

    @Test
    void aQuorumBeyondTheVotersMeansAllOfThem() {
        Rules rules = HALF.quorum(10).abstentions(Abstentions.IGNORED);

        assertThat(ruling(VoteTable.texts("a", "a"), rules)).contains(new CountResult.Won(false));
        assertOpen(ruling(VoteTable.texts("a").failed(1), rules), Reason.NO_QUORUM);
    }

    @Test
    void threeOfFiveAreEnoughBeforeTheOthersCome() {
        VoteTable table = VoteTable.texts("a", "a", "a", "b", "b");

        assertThat(rulingAfter(2, table, HALF)).isEmpty();
        assertThat(rulingAfter(3, table, HALF)).contains(new CountResult.Won(false));
    }

    @Test
    void aQuorumThatIsStillOpenKeepsItOpen() {
        VoteTable table = VoteTable.texts("a", "a", "a", "a", "a");
        Rules rules = HALF.quorum(4).abstentions(Abstentions.IGNORED);

        assertThat(rulingAfter(3, table, rules)).isEmpty();
        assertThat(rulingAfter(4, table, rules)).contains(new CountResult.Won(false));
    }

    @Test
    void anUnreachableAgreementEndsTheSampling() {
        VoteTable table = VoteTable.texts("a", "b", "c", "d", "a");

        assertThat(rulingAfter(3, table, HALF)).isEmpty();
        assertOpen(rulingAfter(4, table, HALF), Reason.TOO_WEAK);
    }

    @Test
    void anUnreachableQuorumEndsTheSampling() {
        VoteTable table = new VoteTable().failed(2).text("a", 1).text("a", 1);

        assertOpen(rulingAfter(2, table, HALF.quorum(3).abstentions(Abstentions.IGNORED)), Reason.NO_QUORUM);
    }
}
