package io.codefleet.broker.log.server;

import io.vertx.core.Future;
import java.util.function.BooleanSupplier;

/** Means by which a {@link LeaderElection} reaches other processes and the log. Its futures complete on the context of the election. */
public interface ElectionMessages {
    /** Returns the client id of this process. */
    String clientId();

    /** Returns the failure of calls after the close. */
    RuntimeException closedFailure();

    /** Returns the position of the last record; fails if the log cannot be used. */
    Future<Long> end();

    /** Sends an announcement to all processes. The future completes when others can receive it, as far as that is known. */
    Future<Void> announce(Announcement announcement);

    /**
     * Returns whether a process that connects receives the last announcement before it. If so, the announcement shows whether a
     * process leads, and also a leave that the receiver did not wait for counts: it is the last of what was announced. If not, a
     * leave counts only of a process that was known to lead, as a deposed one may leave while another leads.
     */
    boolean keepsAnnouncements();

    /** Asks all processes whether one leads. Called only where announcements are not kept. */
    Future<Boolean> isLed();

    /**
     * Begins to answer the question whether a process leads.
     *
     * @param announce sends an announcement if this process still leads, and returns whether it does
     * @return ends the answers
     */
    Runnable answer(BooleanSupplier announce);
}
