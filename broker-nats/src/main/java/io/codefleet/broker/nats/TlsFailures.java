package io.codefleet.broker.nats;

import java.security.cert.CertificateException;
import java.util.stream.Stream;

/** Reads what went wrong out of the causes of a failed connect. */
final class TlsFailures {
    private TlsFailures() {}

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(20);
    }

    static boolean isCertificate(Throwable failure) {
        return causes(failure).anyMatch(CertificateException.class::isInstance);
    }

    /** The words of the innermost cause that has some. */
    static String words(Throwable failure) {
        return causes(failure)
                .map(Throwable::getMessage)
                .filter(message -> message != null && !message.isBlank())
                .reduce((first, second) -> second)
                .orElseGet(() -> failure.getClass().getSimpleName());
    }
}
