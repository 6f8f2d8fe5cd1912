package io.codefleet.broker.log.tck;

import io.codefleet.broker.log.BrokerLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Access of the kit to a log under test. */
public interface LogHarness {
    /** Opens the one log of the test, as another process does. */
    Future<BrokerLog> open(Vertx vertx);

    /** Returns whether {@link #loseNextAnswer} works with this log. */
    default boolean losesAnswers() {
        return false;
    }

    /** Makes the next append store its record and lose the answer. */
    default void loseNextAnswer() {
        throw new UnsupportedOperationException();
    }

    /** Stops the system and starts it again, where it is a process of its own; open logs need not survive it. */
    default void restart() {}

    /** Undoes what this harness has set up; called after each test, when all logs are closed. */
    default void close() {}
}
