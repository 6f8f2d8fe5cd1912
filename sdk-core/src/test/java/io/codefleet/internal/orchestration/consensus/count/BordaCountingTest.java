package io.codefleet.internal.orchestration.consensus.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.TaskResult;
import io.codefleet.consensus.Agreement;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BordaCountingTest {
    private static final Agreement RANKED = Agreement.ranked("/ranking", List.of("A", "B", "C"));

    private static VoteTable rankings(String... rankings) {
        VoteTable table = new VoteTable();
        for (String ranking : rankings) {
            table.data(Map.of("ranking", List.of(ranking.split(""))));
        }
        return table;
    }

    /** Three put A first, but two put it last: B is the one that most can live with. */
    @Test
    void theCandidateThatAllRankHighWinsOverTheOneThatMostRankFirst() {
        assertThat(rankings("ABC", "ABC", "ABC", "BCA", "BCA").by(RANKED).scores())
                .containsExactly("B=7 by [3, 4]", "A=6 by [0, 1, 2]", "C=2 by []");
    }

    @Test
    void thoseLeftOutShareThePointsThatAreLeft() {
        assertThat(rankings("A", "B", "AC").by(RANKED).scores())
                .containsExactly("A=4.5 by [0, 2]", "B=2.5 by [1]", "C=2 by []");
    }

    @Test
    void weightsCountForRankingsToo() {
        VoteTable table = new VoteTable()
                .answer(TaskResult.EMPTY.data(Map.of("ranking", List.of("A", "B", "C"))), 1)
                .answer(TaskResult.EMPTY.data(Map.of("ranking", List.of("C", "B", "A"))), 3);

        assertThat(table.by(RANKED).scores()).containsExactly("C=6 by [1]", "B=4 by []", "A=2 by [0]");
    }

    @Test
    void ofEqualsTheFirstVotersChoiceIsFirst() {
        assertThat(rankings("CBA", "ABC").by(RANKED).answers()).containsExactly("C", "B", "A");
    }

    @Test
    void aRankingOfStrangersOrTwiceOfOneIsAnAbstention() {
        VoteTable table = rankings("AX", "AA").data(Map.of("ranking", "A")).data(Map.of("ranking", List.of()));

        assertThat(table.by(RANKED).attendance().abstained()).isEqualTo(4);
    }

    @Test
    void aBordaCountIsSettledWhenNoFurtherVoteCanChangeIt() {
        Count count = rankings("ABC", "ABC", "ACB").by(RANKED).count();

        assertThat(count.settled(BigDecimal.ONE)).isTrue();
        assertThat(count.settled(BigDecimal.valueOf(2))).isFalse();
        assertThat(count.full(BigDecimal.valueOf(3))).isEqualByComparingTo("6");
    }
}
