package io.codefleet.internal.orchestration.consensus.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Embedding;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkedCountingTest {
    private static final String POOL = "The connection pool is exhausted because connections are never closed";

    /** Numbers are alike by their distance: 1 for the same, 0 for a distance of 10. */
    private static Agreement numbers(double threshold) {
        return Agreement.similar(
                threshold,
                (one, other) -> Math.max(0, 1 - Math.abs(Double.parseDouble(one) - Double.parseDouble(other)) / 10));
    }

    @Test
    void similarAnswersFormOneGroup() {
        VoteTable table = VoteTable.texts(
                POOL,
                "Because connections are never closed, the connection pool is exhausted.",
                "The disk is full",
                "The pool is exhausted: the connections are never closed!");

        VoteTable.Counted counted = table.by(Agreement.similar(0.8));

        assertThat(counted.count().groups().get(0).votes()).containsExactlyInAnyOrder(0, 1, 3);
        assertThat(counted.count().groups().get(1).votes()).containsExactly(2);
    }

    @Test
    void transitiveLinksFormOneGroup() {
        assertThat(VoteTable.texts("1", "9", "3", "2").by(numbers(0.9)).scores())
                .containsExactly("2=3 by [3, 0, 2]", "9=1 by [1]");
    }

    @Test
    void theMostCentralAnswerRepresentsTheGroup() {
        assertThat(VoteTable.texts("1", "2", "4").by(numbers(0.7)).answers()).containsExactly("2");
    }

    @Test
    void aVoteThatLinksTwoGroupsPutsThemInFront() {
        VoteTable table = VoteTable.texts("1", "1", "5", "6", "8", "7");
        CountingMethod<?> method = CountingMethods.of(numbers(0.9));

        assertThat(table.counted(method, List.of(0, 1, 2, 3, 4)).answers()).startsWith("1");
        assertThat(table.counted(method, List.of(0, 1, 2, 3, 4, 5)).answers()).startsWith("6");
    }

    @Test
    void groupsThatMayStillBeLinkedSettleNothing() {
        Count count = VoteTable.texts("1", "1", "1", "5", "7").by(numbers(0.9)).count();

        assertThat(count.settled(BigDecimal.ZERO)).isTrue();
        assertThat(count.settled(BigDecimal.ONE)).isFalse();
    }

    @Test
    void likeMeaningIsTheAngleOfVectors() {
        Map<String, float[]> vectors =
                Map.of("car", new float[] {1, 0}, "auto", new float[] {2, 0.1f}, "tree", new float[] {0, 1});
        Embedding embedding = text -> Future.succeededFuture(vectors.get(text));

        assertThat(VoteTable.texts("tree", "car", "auto")
                        .by(Agreement.similarMeaning(0.9, embedding))
                        .scores())
                .containsExactly("car=2 by [1, 2]", "tree=1 by [0]");
    }

    @Test
    void aTextWithoutAVectorIsAnAbstention() {
        Embedding embedding =
                text -> text.equals("bad") ? Future.failedFuture("too long") : Future.succeededFuture(new float[] {1});

        VoteTable.Counted counted = VoteTable.texts("bad", "good").by(Agreement.similarMeaning(0.9, embedding));

        assertThat(counted.attendance().abstained()).isEqualTo(1);
        assertThat(counted.answers()).containsExactly("good");
    }

    @Test
    void vectorsThatCannotBeComparedHaveNothingInCommon() {
        assertThat(Likeness.ofVectors(new float[] {1, 0}, new float[] {1})).isZero();
        assertThat(Likeness.ofVectors(new float[] {0, 0}, new float[] {1, 0})).isZero();
        assertThat(Likeness.ofVectors(new float[] {3, 4}, new float[] {6, 8})).isEqualTo(1, within(1e-9));
    }
}
