package io.codefleet.faults.memory;

import io.codefleet.CodefleetClient;
import io.codefleet.faults.history.History;
import io.codefleet.faults.process.ClientWorkload;
import io.codefleet.faults.recording.Disturbance;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client or worker of this JVM, and its line to the broker.
 *
 * @param history the record of what it does
 * @param line the disturbance of its calls
 * @param client its workload, if it is a client
 * @param fleet its connection, if it is a worker
 */
record LocalProcess(
        Vertx vertx,
        History history,
        Disturbance line,
        @Nullable ClientWorkload client,
        @Nullable CodefleetClient fleet) {

    String name() {
        return history.process();
    }

    /** Disturbs its line for so long. */
    void disturb(long millis, Consumer<Disturbance> how) {
        how.accept(line);
        vertx.setTimer(millis, over -> line.lift());
    }

    /** Sends a line to a client. */
    void command(String order) {
        if (client != null) {
            client.onCommand(order);
        }
    }
}
