package io.codefleet.broker.log;

import io.vertx.core.Future;
import java.time.Duration;

/** The right of this process to try to lead; given by {@link BrokerLog#elect}. */
public interface Leadership {
    /** Longer than any process runs. */
    Duration FOREVER = Duration.ofDays(36_500);

    /**
     * Completes when the system reports that this process has lost the right. A process may lose it without notice: then its
     * next append is refused.
     */
    Future<Void> lost();

    /**
     * Returns for how long after the beginning of an append that counted no other process can have begun to lead. Within it a leader
     * answers reads from its state once {@link #confirm} succeeds; later it first appends a record without content. Where the system excludes a second leader for as
     * long as this one runs, as a lock of the kernel does, this is {@link #FOREVER}.
     */
    Duration exclusiveFor();

    /**
     * Checks that this process still has the right, before a leader answers from its state within {@link #exclusiveFor}. By default it
     * succeeds at once. A system whose lock can disappear while its holder runs looks at the lock. Fails with {@link AppendException}
     * if another process may lead.
     */
    default Future<Void> confirm() {
        return Future.succeededFuture();
    }

    /** Gives the right back, so that another process can have it at once. Never fails; repeating it changes nothing. */
    Future<Void> resign();
}
