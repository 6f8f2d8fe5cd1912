package io.codefleet.broker.gateway;

import io.codefleet.broker.log.server.FailureCauses;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Meaning of a failed attempt to connect. */
final class ConnectFault {
    private static final int TOO_MANY = 429;
    private static final int SERVER_FAULT = 500;

    private ConnectFault() {}

    /**
     * Returns the exception for a connection that could not be made.
     *
     * @param wasConnected whether a connection was made before; then a key file that cannot be read is one that is being replaced
     */
    static CodefleetException of(GatewayAddress address, Throwable failure, boolean wasConnected) {
        if (wasConnected && failure instanceof InvalidInputException invalid) {
            return new BrokerUnavailableException(
                    "no connection to the gateway at " + address + " can be made: " + invalid.getMessage(), invalid);
        }
        if (failure instanceof CodefleetException known) {
            return known;
        }
        if (failure instanceof UpgradeRejectedException rejected) {
            return ofStatus(address, rejected);
        }
        Optional<Throwable> security = FailureCauses.of(failure)
                .filter(cause -> cause instanceof GeneralSecurityException)
                .reduce((first, second) -> second);
        if (security.isPresent()) {
            return new BrokerRefusedException(
                    "the certificate of the gateway at " + address + " is not trusted: "
                            + security.get().getMessage()
                            + "; name its authority with ?ca=FILE, and the host as the certificate does",
                    failure);
        }
        boolean isOfTls = FailureCauses.of(failure).anyMatch(SSLException.class::isInstance);
        return new BrokerUnavailableException(
                "no gateway answers at " + address + (isOfTls ? " by TLS: " : ": ") + FailureCauses.message(failure),
                failure instanceof IOException ? failure : null);
    }

    private static CodefleetException ofStatus(GatewayAddress address, UpgradeRejectedException rejected) {
        int status = rejected.getStatus();
        String said = detail(rejected);
        String answer = "the gateway at " + address + " answers " + status + (said.isEmpty() ? "" : " (" + said + ")");
        if (status == TOO_MANY || status >= SERVER_FAULT) {
            return new BrokerUnavailableException(answer, null);
        }
        String advice = switch (status) {
            case 401 ->
                "; the API key is unknown, revoked or expired: get a new one with 'codefleet keys create' or in the "
                        + "dashboard";
            case 403 -> "; the key may not use it: check its namespace and role";
            default -> "; this is not the address of a control plane that has a gateway: check host and prefix";
        };
        return new BrokerRefusedException(answer + advice, null);
    }

    private static String detail(UpgradeRejectedException rejected) {
        try {
            return rejected.getBody() == null ? "" : new JsonObject(rejected.getBody()).getString("detail", "");
        } catch (DecodeException | ClassCastException e) {
            return "";
        }
    }
}
