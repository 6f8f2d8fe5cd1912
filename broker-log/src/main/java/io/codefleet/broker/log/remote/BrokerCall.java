package io.codefleet.broker.log.remote;

import io.codefleet.error.BrokerRefusedException;
import java.util.Arrays;
import java.util.Optional;

/** The calls of a broker and their numbers, which are never used again for something else. */
public enum BrokerCall {
    SUBMIT(1),
    REPLAY(2),
    FOLLOW(3),
    WATCH_PROGRESS(4),
    UNWATCH_PROGRESS(5),
    FIND(6),
    LIST(7),
    EVENTS(8),
    STATS(9),
    WORKERS(10),
    SPENDING(11),
    AUDIT(12),
    LIST_DOCUMENTS(13),
    PUT_DOCUMENT(14),
    DELETE_DOCUMENT(15),
    CANCEL(16),
    PURGE(17),
    PAUSE(18),
    RESUME(19),
    COMMAND(20),
    HEARTBEAT(21),
    UNREGISTER(22),
    CLAIM(23),
    RECEIVE(24),
    RENEW(25),
    REPORT(26),
    PROGRESS(27),
    CHECKPOINT(28),
    MAINTENANCE(29),
    WATCH_LOGS(30),
    UNWATCH_LOGS(31),
    LOG(32),
    PURGE_DEAD_LETTERS(33);

    private final int number;

    BrokerCall(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<BrokerCall> find(int number) {
        return Arrays.stream(values()).filter(call -> call.number == number).findFirst();
    }

    static BrokerCall of(int number) {
        return find(number).orElseThrow(() -> unknown(number));
    }

    /** Returns the error for the call of a newer client. */
    static BrokerRefusedException unknown(int number) {
        return new BrokerRefusedException(
                "call " + number + " is not known to the process that serves the namespace; update it", null);
    }
}
