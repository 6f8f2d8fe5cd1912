package io.codefleet.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.server.FailureCauses;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.MalformedDataException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Turns what the client library throws into errors that say how to go on. */
final class RabbitFailures {
    private static final int ACCESS_REFUSED = 403;
    private static final int NOT_FOUND = 404;
    private static final int RESOURCE_LOCKED = 405;
    private static final int PRECONDITION_FAILED = 406;
    private static final int NOT_ALLOWED = 530;
    /**
     * What the server says of a queue or exchange that does not exist. With the same code it answers for one that it knows and cannot
     * serve yet.
     */
    private static final List<String> MISSING = List.of("no queue '", "no exchange '");
    /**
     * What the server says of a queue or exchange whose arguments differ. With the same code it answers for a stream that it has not
     * started yet, which happens just after the server itself has started.
     */
    private static final List<String> OTHER_LAYOUT = List.of("inequivalent arg '", "invalid arg '");

    private RabbitFailures() {}

    /** Returns whether another connection has this queue for itself. */
    static boolean isLocked(Throwable failure) {
        return code(failure).orElse(0) == RESOURCE_LOCKED;
    }

    /** Returns whether the queue or exchange does not exist; one whose server is just starting is not missing. */
    static boolean isMissing(Throwable failure) {
        return reason(failure).filter(reason -> reason.is(NOT_FOUND, MISSING)).isPresent();
    }

    private static boolean isOfOtherLayout(Throwable failure) {
        return reason(failure)
                .filter(reason -> reason.is(PRECONDITION_FAILED, OTHER_LAYOUT))
                .isPresent();
    }

    private static OptionalInt code(Throwable failure) {
        return reason(failure).map(reason -> OptionalInt.of(reason.code())).orElseGet(OptionalInt::empty);
    }

    /** Reason for which the server has closed a channel or connection. */
    private record Reason(int code, String text) {
        boolean is(int wanted, List<String> texts) {
            return code == wanted && texts.stream().anyMatch(text::contains);
        }
    }

    private static Optional<Reason> reason(Throwable failure) {
        return FailureCauses.of(failure)
                .filter(ShutdownSignalException.class::isInstance)
                .map(cause -> ((ShutdownSignalException) cause).getReason())
                .flatMap(method -> {
                    if (method instanceof AMQP.Channel.Close close) {
                        return Stream.of(new Reason(close.getReplyCode(), String.valueOf(close.getReplyText())));
                    }
                    return method instanceof AMQP.Connection.Close close
                            ? Stream.of(new Reason(close.getReplyCode(), String.valueOf(close.getReplyText())))
                            : Stream.empty();
                })
                .findFirst();
    }

    /**
     * Returns the typed exception for a failure of the client library.
     *
     * @param server where the server is, without credentials
     */
    static Throwable typed(String server, Throwable failure) {
        if (failure instanceof CodefleetException
                || failure instanceof AppendException
                || failure instanceof MessagePublisher.NobodyException) {
            return failure;
        }
        String words = FailureCauses.message(failure);
        if (FailureCauses.of(failure).anyMatch(AuthenticationFailureException.class::isInstance)) {
            return refused(
                    server, "refuses the credentials", words, "check the user and the password in the URI", failure);
        }
        if (FailureCauses.of(failure).anyMatch(CertificateException.class::isInstance)) {
            return refused(
                    server, "has a certificate that is not trusted", words, "name its authority with ca=FILE", failure);
        }
        if (isMissing(failure)) {
            return new MalformedDataException(
                    "the broker at " + server,
                    "a stream of the namespace was deleted (" + words
                            + "); restart the processes to begin an empty namespace",
                    failure);
        }
        if (isOfOtherLayout(failure)) {
            return refused(
                    server,
                    "has a queue or exchange of another layout",
                    words,
                    "use the logBytes it was made with, or another namespace",
                    failure);
        }
        return closed(server, failure, words);
    }

    /** Returns the exception for the code with which the server has closed a channel or connection. */
    private static CodefleetException closed(String server, Throwable failure, String words) {
        return switch (code(failure).orElse(0)) {
            case ACCESS_REFUSED ->
                refused(
                        server,
                        "refuses access",
                        words,
                        "give the user the rights that docs/guides/rabbitmq.md lists",
                        failure);
            case NOT_ALLOWED ->
                refused(
                        server,
                        "refuses the virtual host",
                        words,
                        "create it and give the user rights in it, or name another one in the path of the URI",
                        failure);
            default ->
                new BrokerUnavailableException("the server at " + server + " cannot be used now: " + words, failure);
        };
    }

    private static BrokerRefusedException refused(
            String server, String what, String words, String advice, Throwable cause) {
        return new BrokerRefusedException("the server at " + server + " " + what + ": " + words + "; " + advice, cause);
    }
}
