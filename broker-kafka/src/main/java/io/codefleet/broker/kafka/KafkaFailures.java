package io.codefleet.broker.kafka;

import io.codefleet.broker.log.server.FailureCauses;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.CodefleetException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Says in the words of Codefleet what the client library says. */
final class KafkaFailures {
    private KafkaFailures() {}

    /** Returns the failure without the wrappers of futures. */
    static Throwable cause(Throwable failure) {
        boolean isWrapped = failure instanceof ExecutionException || failure instanceof CompletionException;
        return isWrapped && failure.getCause() != null ? cause(failure.getCause()) : failure;
    }

    static CodefleetException typed(String server, Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof CodefleetException known) {
            return known;
        }
        String at = "the server at " + server;
        if (cause instanceof SslAuthenticationException) {
            return new BrokerRefusedException(
                    "TLS with " + at + " failed: " + FailureCauses.message(cause)
                            + "; name its authority with ca=FILE, the host as its certificate does, and your own"
                            + " certificate with cert=FILE and key=FILE where the server asks for one",
                    cause);
        }
        if (cause instanceof AuthenticationException) {
            return new BrokerRefusedException(
                    at + " refuses the credentials: " + FailureCauses.message(cause)
                            + "; check the user, the password and the mechanism that the URI names",
                    cause);
        }
        if (cause instanceof AuthorizationException missing) {
            return new BrokerRefusedException(
                    at + " says: " + FailureCauses.message(missing) + topics(missing)
                            + "; give the user the rights that docs/guides/kafka.md lists",
                    cause);
        }
        if (cause instanceof UnsupportedVersionException) {
            return new BrokerRefusedException(
                    at + " is too old: " + FailureCauses.message(cause) + "; update it to Kafka 4.0 or newer", cause);
        }
        if (cause instanceof InvalidReplicationFactorException
                || cause instanceof PolicyViolationException
                || cause instanceof InvalidConfigurationException) {
            return new BrokerRefusedException(
                    at + " does not make the topics of the namespace: "
                            + FailureCauses.message(cause)
                            + "; set replicas in the URI, or make them as docs/guides/kafka.md says",
                    cause);
        }
        return new BrokerUnavailableException(at + " did not answer: " + FailureCauses.message(cause), cause);
    }

    /**
     * Returns the exception for a client that cannot be created. Its creation fails where the settings make no sense: the
     * host has no address, or a file is damaged.
     */
    static CodefleetException unmade(String server, Throwable failure) {
        boolean isUnknownHost = failure instanceof ConfigException || failure.getCause() instanceof ConfigException;
        return isUnknownHost && FailureCauses.message(failure).contains("bootstrap")
                ? new BrokerUnavailableException(
                        "no server is found at " + server + ": " + FailureCauses.message(failure), failure)
                : new BrokerRefusedException(
                        "no client for " + server + " can be made: " + FailureCauses.message(failure)
                                + "; check the files that the URI names",
                        failure);
    }

    private static String topics(AuthorizationException missing) {
        return missing instanceof TopicAuthorizationException named
                        && !named.unauthorizedTopics().isEmpty()
                ? " " + named.unauthorizedTopics()
                : "";
    }
}
