package io.codefleet.broker.log.remote;

import io.codefleet.CodefleetOptions;
import io.codefleet.LogLines;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.StorageLimits;
import io.codefleet.SubmitRate;
import io.codefleet.broker.log.codec.FieldReader;
import io.codefleet.broker.log.codec.FieldWriter;
import io.codefleet.broker.log.codec.TaskForms;
import io.codefleet.broker.log.codec.WorkForms;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;

/**
 * The messages between a client and the leader. A request has the fields 1 number, 2 call, 3 arguments and 4 the
 * actor where it is not that of the client; a reply 1 number of the
 * request, 2 status and 3 answer; a push 4 outcomes, 5 progress, 6 that the leader leaves,
 * 7 that it has answered all that it has made, 8 lines of logs, 9 that outcomes were left out, so that the client must
 * follow its tasks again.
 */
public final class Messages {
    static final int HELLO = 0;
    static final int LEAVE = 1000;

    static final int OK = 0;
    static final int FAILED = 1;
    /** The leader does not know the client; nothing was done. */
    static final int NO_SESSION = 2;
    /** The leader cannot store what was asked for; nothing was done. */
    static final int NOT_STORED = 3;

    private Messages() {}

    static Buffer request(long number, int call, FieldWriter arguments, Optional<String> actor) {
        return new FieldWriter()
                .number(1, number)
                .number(2, call)
                .buffer(3, arguments.toBuffer())
                .text(4, actor)
                .toBuffer();
    }

    static Buffer reply(long number, int status, FieldWriter answer) {
        return new FieldWriter()
                .number(1, number)
                .number(2, status)
                .buffer(3, answer.toBuffer())
                .toBuffer();
    }

    /** Returns the message that pushes an outcome. */
    public static Buffer outcome(Outcome outcome) {
        return new FieldWriter().message(4, outcome, TaskForms::outcome).toBuffer();
    }

    /** Returns the message that pushes progress. */
    public static Buffer progress(Progress progress) {
        return new FieldWriter().message(5, progress, TaskForms::progress).toBuffer();
    }

    /** Returns the message that pushes lines of a log. */
    public static Buffer log(LogLines lines) {
        return new FieldWriter().message(8, lines, WorkForms::logLines).toBuffer();
    }

    /** Returns the message that reports to a client that outcomes were left out. */
    public static Buffer missed() {
        return new FieldWriter().flag(9, true).toBuffer();
    }

    static Buffer leaves(boolean allAnswered) {
        return new FieldWriter().flag(6, true).flag(7, allAnswered).toBuffer();
    }

    /** Writes the first message of a client. */
    static FieldWriter hello(CodefleetOptions options) {
        return new FieldWriter().text(1, options.actor()).message(2, options.limits(), Messages::limits);
    }

    /** Returns the options of a client as the leader needs them. */
    static CodefleetOptions options(FieldReader hello, CodefleetOptions leader) {
        return leader.actor(hello.text(1)).limits(hello.message(2, Messages::limits));
    }

    private static void limits(FieldWriter to, StorageLimits limits) {
        to.number(1, limits.maxPayloadBytes()).number(2, limits.maxQueuedTasks());
        limits.maxQueuedPerLane().ifPresent(max -> to.number(3, max));
        to.number(4, limits.maxLanes());
        limits.submitRate().ifPresent(rate -> to.message(5, rate, Messages::rate));
        to.duration(6, limits.retention())
                .duration(7, limits.deadLetterRetention())
                .number(8, limits.maxEvents())
                .duration(9, limits.auditRetention())
                .number(10, limits.maxAuditEntries());
    }

    private static void rate(FieldWriter to, SubmitRate rate) {
        to.number(1, rate.tasks()).duration(2, rate.per()).number(3, rate.burst());
    }

    private static StorageLimits limits(FieldReader from) {
        StorageLimits limits = StorageLimits.DEFAULT
                .maxPayloadBytes(from.integer(1))
                .maxQueuedTasks(from.integer(2))
                .maxLanes(from.integer(4))
                .retention(from.duration(6))
                .deadLetterRetention(from.duration(7))
                .maxEvents(from.integer(8))
                .auditRetention(from.duration(9))
                .maxAuditEntries(from.integer(10));
        StorageLimits withLanes = from.has(3) ? limits.maxQueuedPerLane(from.integer(3)) : limits;
        return from.optionalMessage(5, Messages::rate)
                .map(withLanes::submitRate)
                .orElse(withLanes);
    }

    private static SubmitRate rate(FieldReader from) {
        Duration per = from.duration(2);
        return new SubmitRate(from.integer(1), per, from.integer(3));
    }
}
