package io.codefleet.broker.tck;

import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.BrokerProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Access of the conformance kit to a broker under test. A broker that runs in real time has all of it with {@link #realTime};
 * one whose clock a test can turn implements it, and runs the tests about long times too.
 */
public interface BrokerHarness {
    /** Returns the options with which to reach the broker; each test has a namespace of its own. */
    CodefleetOptions options(String namespace);

    /** Connects one client, as {@link BrokerProvider#connect} does. */
    Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener);

    /** Advances the broker's clock by this much time: turns it, or waits. */
    void advance(Duration time);

    /**
     * Returns the unit of time that tests count in. Choose it so long that a few calls to the broker take a fraction of it,
     * or as long as you like if the harness turns the clock.
     */
    Duration tick();

    /**
     * Returns whether {@link #advance} turns a clock, so that hours cost no time. Tests about long times are skipped
     * otherwise.
     */
    boolean turnsClock();

    /** Undoes what this harness has set up; called after each test, when all clients are closed. */
    default void close() {}

    /** Returns whether a client that makes the calls of a worker may decide on approvals too; not so where rights forbid it. */
    default boolean workersDecide() {
        return true;
    }

    /** Creates a harness for a broker in real time at this URI. Its tick is 200 milliseconds. */
    static BrokerHarness realTime(BrokerProvider provider, String uri) {
        return realTime(provider, uri, Duration.ofMillis(200));
    }

    /** Creates a harness for a broker in real time at this URI, with another tick: longer for a broker that is far away. */
    static BrokerHarness realTime(BrokerProvider provider, String uri, Duration tick) {
        return new BrokerHarness() {
            @Override
            public CodefleetOptions options(String namespace) {
                return CodefleetOptions.of(uri).namespace(namespace);
            }

            @Override
            public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
                return provider.connect(vertx, options, listener);
            }

            @Override
            public void advance(Duration time) {
                await().pollDelay(time).atMost(time.plusMinutes(1)).until(() -> true);
            }

            @Override
            public Duration tick() {
                return tick;
            }

            @Override
            public boolean turnsClock() {
                return false;
            }
        };
    }
}
