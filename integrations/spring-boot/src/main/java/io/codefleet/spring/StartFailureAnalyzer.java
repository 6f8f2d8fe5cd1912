package io.codefleet.spring;

import io.codefleet.error.BrokerUnavailableException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Explains why an application did not start, and how to correct it, in place of a stack trace. */
final class StartFailureAnalyzer implements FailureAnalyzer {
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            String action = action(each);
            if (action != null) {
                return new FailureAnalysis(String.valueOf(each.getMessage()), action, failure);
            }
        }
        return null;
    }

    private static @Nullable String action(Throwable failure) {
        if (failure instanceof MissingBrokerException) {
            return "Set codefleet.broker to the URI of the fleet's broker, such as redis://localhost:6379, or to memory:dev for a "
                    + "fleet within this process. To start without a fleet set codefleet.enabled=false.";
        }
        if (failure instanceof FleetConnectionException) {
            return failure.getCause() instanceof BrokerUnavailableException
                    ? "Start the broker, or correct codefleet.broker. The application connects at its start; later it waits for a "
                            + "broker that is away."
                    : "Correct codefleet.broker as the description says, and add the module of its broker, such as "
                            + "codefleet-broker-redis.";
        }
        if (failure instanceof HandlerDefinitionException) {
            return "Correct the method. The documentation of @CodefleetHandler lists the parameters and results that it may have.";
        }
        return null;
    }
}
