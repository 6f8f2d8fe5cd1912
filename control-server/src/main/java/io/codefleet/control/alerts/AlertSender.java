package io.codefleet.control.alerts;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Sends one message to one receiver. The administrator chooses the addresses; a receiver cannot send the control plane elsewhere, as
 * a redirect is a failure. The body of an answer is not read.
 */
final class AlertSender {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http;
    private final Clock clock;

    AlertSender(Vertx vertx, Clock clock) {
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) TIMEOUT.toMillis())
                .setKeepAlive(false)
                .setDecompressionSupported(false));
        this.clock = clock;
    }

    /**
     * Sends; the result is empty for an accepted message, and else what was wrong. Never fails.
     *
     * @param now when, by the clock of the alert
     */
    Future<Optional<String>> send(AlertReceiver receiver, AlertMessage message, Instant now) {
        return Future.succeededFuture()
                .compose(start -> request(receiver))
                .compose(request -> send(request, receiver, message, now))
                .map(AlertSender::fault)
                .otherwise(failure -> Optional.of(String.valueOf(failure.getMessage())));
    }

    private Future<HttpClientRequest> request(AlertReceiver receiver) {
        return http.request(new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(receiver.url().toString())
                .setFollowRedirects(false)
                .setTimeout(TIMEOUT.toMillis()));
    }

    private Future<Integer> send(HttpClientRequest request, AlertReceiver receiver, AlertMessage message, Instant now) {
        String body = message.body(receiver.format(), now);
        request.putHeader("Content-Type", "application/json").putHeader("User-Agent", "codefleet");
        if (receiver.format() == AlertReceiver.MessageFormat.WEBHOOK) {
            long timestamp = clock.instant().getEpochSecond();
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
