package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.ServiceLoader;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterProperty;

/**
 * A comparison of a broker with the in-memory broker, which is the reference. Both get the same random calls, and after each call
 * both must show the same: its answer, all tasks, workers and numbers, and at the end all events. It finds differences between
 * features that tests of one feature do not.
 *
 * <p>The author of a broker extends it and creates the broker's harness, as for {@link BrokerTckSuite}. The class path needs
 * {@code codefleet-broker-inmemory} and {@code net.jqwik:jqwik}, which plays the failed steps again and shortens them.
 *
 * <p>Each build tries the same sequences. Sequences that no build has tried run on demand: they have the tag {@value #SEARCH}.
 */
public abstract class BrokerEquivalence {
    /** The tag of the property that tries other sequences on each run. It takes minutes. */
    public static final String SEARCH = "search";

    private static final String REFERENCE = "memory";

    private static final int TRIES = 300;

    private final Vertx vertx = Vertx.vertx();
    private int compared;

    /** Creates the harness of the broker under test. Called once for each sequence of steps. */
    protected abstract BrokerHarness createHarness();

    /**
     * Returns how many of the 300 sequences each build tries, from the first on. The default is all. Fewer suit a broker
     * whose calls take milliseconds. The search tries all.
     */
    protected int sequences() {
        return TRIES;
    }

    @AfterProperty
    void closeVertx() {
        get(vertx.close());
    }

    @Provide
    static Arbitrary<List<BrokerStep>> steps() {
        return BrokerStepGenerator.steps();
    }

    @Property(tries = TRIES, seed = "1545520500")
    void theSameStepsHaveTheSameEffectsOnBothBrokers(@ForAll("steps") List<BrokerStep> steps) {
        if (++compared <= sequences()) {
            compare(steps);
        }
    }

    @Property(tries = 3000)
    @Tag(SEARCH)
    void otherStepsHaveTheSameEffectsOnBothBrokers(@ForAll("steps") List<BrokerStep> steps) {
        compare(steps);
    }

    private void compare(List<BrokerStep> steps) {
        String namespace = "equivalence-" + UUID.randomUUID();
        BrokerHarness harness = createHarness();
        Broker expected = get(reference()
                .connect(vertx, CodefleetOptions.of(REFERENCE + ":" + namespace).namespace(namespace), new Recorder()));
        Broker actual = get(harness.connect(
                vertx, harness.options(namespace).commandTimeout(Futures.COMMAND_TIMEOUT), new Recorder()));
        try {
            compare(
                    harness.workersDecide() ? steps : BrokerStepGenerator.withoutApprovals(steps),
                    new ObservedBroker(expected),
                    new ObservedBroker(actual));
        } finally {
            get(expected.close());
            get(actual.close());
            harness.close();
        }
    }

    private static void compare(List<BrokerStep> steps, ObservedBroker expected, ObservedBroker actual) {
        for (BrokerStep step : steps) {
            assertThat(actual.play(step)).as("answer to %s", step).isEqualTo(expected.play(step));
            Future<String> shown = actual.state(BrokerStepGenerator.IDS);
            Future<String> right = expected.state(BrokerStepGenerator.IDS);
            assertThat(get(shown)).as("state after %s", step).isEqualTo(get(right));
        }
        assertThat(actual.history()).as("events and audit").isEqualTo(expected.history());
    }

    private static BrokerProvider reference() {
        return ServiceLoader.load(BrokerProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.schemes().contains(REFERENCE))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the in-memory broker is not on the class path: add codefleet-broker-inmemory as a"
                                + " test dependency"));
    }
}
