package io.codefleet.control.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.codefleet.control.auth.Digests;
import io.codefleet.control.auth.Principal;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Callers that were authenticated within the last hour. They stay known while the broker, which holds the keys, is away: the
 * figures then say that it is away, and nothing of the fleet that changes. Methods are called on an event loop.
 */
final class RecentCallers {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MAX_CALLERS = 1000;

    private final Cache<String, Principal> recent = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofHours(1))
            .maximumSize(MAX_CALLERS)
            .build();

    /**
     * Returns the caller; of a recent one also while nobody can be authenticated.
     *
     * @param asked what the authentication of this request gives
     */
    Future<Optional<Principal>> find(HttpServerRequest request, Future<Optional<Principal>> asked) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            return asked;
        }
        String digest = Digests.sha256(header);
        Context context = Objects.requireNonNull(Vertx.currentContext());
        Promise<Optional<Principal>> found = Promise.promise();
        asked.onSuccess(caller ->
                        caller.ifPresentOrElse(known -> recent.put(digest, known), () -> recent.invalidate(digest)))
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> known(digest)
                        .filter(caller -> brokerIsAway(failure))
                        .map(caller -> Future.succeededFuture(Optional.of(caller)))
                        .orElse(asked))
                // The time limit may end on a thread of its own.
                .onComplete(done -> context.runOnContext(then -> found.handle(done)));
        return found.future();
    }

    private Optional<Principal> known(String digest) {
        Instant now = Instant.now();
        return Optional.ofNullable(recent.getIfPresent(digest))
                .filter(caller -> caller.expiresAt().map(now::isBefore).orElse(true));
    }

    private static boolean brokerIsAway(Throwable failure) {
        return failure instanceof BrokerUnavailableException || failure instanceof TimeoutException;
    }
}
