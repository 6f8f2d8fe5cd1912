package io.codefleet.control.alerts;

import io.codefleet.time.DurationText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Sends one message to one receiver. The administrator chooses the addresses; a receiver cannot send the control plane elsewhere, as
 * a redirect is a failure. The body of an answer is not read.
 */
final class AlertSender {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http;
    private final Clock clock;
    private final Duration timeout;

    AlertSender(Vertx vertx, Clock clock) {
        this(vertx, clock, TIMEOUT);
    }

    AlertSender(Vertx vertx, Clock clock, Duration timeout) {
        this.timeout = timeout;
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) timeout.toMillis())
                .setKeepAlive(false)
                .setDecompressionSupported(false));
        this.clock = clock;
    }

    /** Sends; the result is empty for an accepted message, and else what was wrong. Never fails. */
    Future<Optional<String>> send(AlertReceiver receiver, AlertMessage message) {
        return Future.succeededFuture()
                .compose(start -> request(receiver))
                .compose(request -> send(request, receiver, message))
                .map(AlertSender::fault)
                .otherwise(failure -> Optional.of(fault(failure)));
    }

    /**
     * Returns what a failure says about the receiver, in words of ours: the text of some failures holds the path of the request, and
     * the path of a chat's webhook is its secret.
     */
    private String fault(Throwable failure) {
        if (failure instanceof TimeoutException || failure instanceof SocketTimeoutException) {
            return "did not answer within " + DurationText.format(timeout);
        } else if (failure instanceof UnknownHostException) {
            return "has a host name without an address";
        } else if (failure instanceof ConnectException) {
            return "does not accept connections";
        } else if (failure instanceof SSLException) {
            return "has no TLS certificate that this machine trusts, or does not speak TLS";
        } else if (failure instanceof HttpClosedException || failure instanceof SocketException) {
            return "closed the connection before it answered";
        }
        return "could not be sent to (" + failure.getClass().getSimpleName() + ")";
    }

    private Future<HttpClientRequest> request(AlertReceiver receiver) {
        return http.request(new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(receiver.url().toString())
                .setFollowRedirects(false)
                .setTimeout(timeout.toMillis()));
    }

    private Future<Integer> send(HttpClientRequest request, AlertReceiver receiver, AlertMessage message) {
        Instant now = clock.instant();
        String body = message.body(receiver.format(), now);
        request.putHeader("Content-Type", "application/json").putHeader("User-Agent", "codefleet");
        if (receiver.format() == AlertReceiver.MessageFormat.WEBHOOK) {
            long timestamp = now.getEpochSecond();
            request.putHeader("webhook-id", message.id()).putHeader("webhook-timestamp", String.valueOf(timestamp));
            receiver.key()
                    .ifPresent(key -> request.putHeader(
                            "webhook-signature", WebhookSignature.of(key, message.id(), timestamp, body)));
        }
        return request.send(Buffer.buffer(body)).map(AlertSender::status).onComplete(answered -> request.reset());
    }

    private static int status(HttpClientResponse response) {
        // The reset that keeps the body away is not a fault of the receiver.
        response.exceptionHandler(reset -> {});
        return response.statusCode();
    }

    private static Optional<String> fault(int status) {
        if (status >= 200 && status < 300) {
            return Optional.empty();
        }
        return Optional.of(
                status >= 300 && status < 400
                        ? "answered " + status + "; redirects are not followed"
                        : "answered " + status);
    }

    Future<Void> close() {
        return http.close();
    }
}
