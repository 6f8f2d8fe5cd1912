package io.codefleet.model.scripted;

import java.time.Duration;
import java.util.Optional;

/**
 * Fault of a reply.
 *
 * @param refusal what is answered in place of a reply or of its rest; with {@link Kind#REFUSED} and {@link Kind#ERROR_CHUNK}
 * @param times for how many requests
 */
record ReplyFault(Kind kind, Optional<Refusal> refusal, int times) {
    static final int FOR_EVER = Integer.MAX_VALUE;

    ReplyFault {
        if (times < 1) {
            throw new IllegalArgumentException(
                    "times is " + times + "; write 1 or more, or leave it out for every time");
        }
        if (kind == Kind.NO_FINISH && times != FOR_EVER) {
            throw new IllegalArgumentException(
                    "no_finish cannot have times, as the agent takes the reply for one and goes "
                            + "on to the next step; repeat the step instead");
        }
    }

    enum Kind {
        /** An HTTP status in place of a reply. */
        REFUSED,
        /** An error in place of what follows the first chunk. */
        ERROR_CHUNK,
        /** Silence after the first chunk. */
        HANG,
        /** The connection ends after the first chunk. */
        CUT,
        /** The second chunk is not JSON. */
        INVALID_JSON,
        /** The stream ends in order but for the finish reason. */
        NO_FINISH
    }

    /** An answer with an error status. */
    record Refusal(int status, String message, String type, String code, Optional<Duration> retryAfter) {
        Refusal {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException(
                        "status " + status + " is not an error status; write one from 400 to 599");
            }
        }
    }

    static ReplyFault of(Kind kind) {
        return new ReplyFault(kind, Optional.empty(), FOR_EVER);
    }

    static ReplyFault of(Refusal refusal) {
        return new ReplyFault(Kind.REFUSED, Optional.of(refusal), FOR_EVER);
    }

    ReplyFault withRefusal(Refusal other) {
        return new ReplyFault(kind, Optional.of(other), times);
    }

    ReplyFault times(int count) {
        return new ReplyFault(kind, refusal, count);
    }
}
