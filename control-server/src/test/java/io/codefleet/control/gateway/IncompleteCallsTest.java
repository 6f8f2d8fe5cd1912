package io.codefleet.control.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncompleteCallsTest {
    private final IncompleteCalls calls = new IncompleteCalls(100);
    private final List<String> refused = new ArrayList<>();

    private IncompleteCalls.Holder holder(String actor, String name) {
        return new IncompleteCalls.Holder() {
            @Override
            public String actor() {
                return actor;
            }

            @Override
            public void refuse() {
                refused.add(name);
            }
        };
    }

    @Test
    void theKeyThatHoldsTheMostGivesWay() {
        calls.update(holder("ann", "ann"), 40);
        calls.update(holder("eve", "eve-1"), 10);
        calls.update(holder("eve", "eve-2"), 25);
        calls.update(holder("eve", "eve-3"), 20);
        assertThat(refused).isEmpty();
        calls.update(holder("ben", "ben"), 6);

        assertThat(refused).containsExactly("eve-2");
        assertThat(calls.bytes()).isEqualTo(76);
    }

    @Test
    void oneThatAloneIsAboveTheLimitIsRefused() {
        calls.update(holder("ann", "ann"), 101);

        assertThat(refused).containsExactly("ann");
        assertThat(calls.bytes()).isZero();
    }

    @Test
    void whatHasArrivedCountsNoMore() {
        IncompleteCalls.Holder one = holder("ann", "ann");
        calls.update(one, 60);
        calls.update(one, 90);
        calls.update(one, 0);
        calls.update(holder("ben", "ben"), 100);

        assertThat(refused).isEmpty();
        assertThat(calls.bytes()).isEqualTo(100);
    }
}
