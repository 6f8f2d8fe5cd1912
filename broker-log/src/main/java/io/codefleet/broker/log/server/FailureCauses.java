package io.codefleet.broker.log.server;

import java.util.Objects;
import java.util.stream.Stream;

/** Causes of a failure of a client library, which often hide in several exceptions around them. */
public final class FailureCauses {
    /** Bounds the causes, as an exception can be among its own. */
    private static final int MAX_CAUSES = 20;

    private FailureCauses() {}

    /** Returns the failure and its causes, from the outside to the inside. */
    public static Stream<Throwable> of(Throwable failure) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(MAX_CAUSES);
    }

    /** Returns the message of the innermost cause that has one; the type of the failure if none has. */
    public static String message(Throwable failure) {
        return of(failure)
                .map(Throwable::getMessage)
                .filter(message -> message != null && !message.isBlank())
                .reduce((first, second) -> second)
                .orElseGet(() -> failure.getClass().getSimpleName());
    }
}
