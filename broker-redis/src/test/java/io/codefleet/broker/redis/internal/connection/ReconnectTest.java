package io.codefleet.broker.redis.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A fleet whose Redis comes back does not come all at once. The waits are computed, with a seed, and not waited for. */
class ReconnectTest {
    private static final int CLIENTS = 1_000;
    private static final int SECOND = 1_000;
    private static final int MINUTE = 60 * SECOND;

    /** When each client tries, in a minute without Redis that begins for all at the same time: how often in each millisecond. */
    private static int[] attempts() {
        Random chance = new Random(1);
        int[] attempts = new int[MINUTE];
        for (int client = 0; client < CLIENTS; client++) {
            long at = 0;
            for (int failures = 1; ; failures++) {
                at += 1
                        + ReconnectingConnection.BACKOFF
                                .delayAfter(failures, chance.nextDouble())
                                .toMillis();
                if (at >= MINUTE) {
                    break;
                }
                attempts[(int) at]++;
            }
        }
        return attempts;
    }

    private static int sum(int[] attempts, int from, int length) {
        return Arrays.stream(attempts, from, from + length).sum();
    }

    @Test
    void noMomentSeesMoreThanItsShare() {
        int[] attempts = attempts();
        for (int from = 10 * SECOND; from < MINUTE; from += 100) {
            assertThat(sum(attempts, from, 100)).as("at %s ms", from).isLessThan(CLIENTS / 10);
        }
    }

    @Test
    void inAnOutageEachTriesEveryFewSeconds() {
        int[] attempts = attempts();
        assertThat(sum(attempts, 30 * SECOND, 30 * SECOND)).isBetween(CLIENTS * 10, CLIENTS * 14);
    }

    @Test
    void afterABlinkMostAreBackSoon() {
        int[] attempts = attempts();
        assertThat(sum(attempts, 0, 51)).isGreaterThan(CLIENTS / 2);
        assertThat(sum(attempts, 0, 10)).isLessThan(CLIENTS / 3);
    }
}
