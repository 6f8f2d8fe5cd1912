package io.codefleet.agent.opencode.guard;

import io.codefleet.AttemptException;
import io.codefleet.agent.opencode.client.Json;
import io.codefleet.time.DurationText;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a provider that is busy or away from holding up a slot of the worker: OpenCode asks it again, and waits as long as
 * the provider says, be it for hours.
 */
final class ProviderWait {
    /** What OpenCode waits by itself at the longest, where the provider names no time. */
    private static final Duration OWN_WAIT = Duration.ofSeconds(35);

    private final Duration limit;
    private final InstantSource clock;
    private @Nullable Instant since;

    ProviderWait(Duration limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * Returns how long the provider still has to wait, according to a status of the session; zero if it does not wait.
     */
    Duration left(JsonObject status) {
        Duration left = Duration.between(clock.instant(), Instant.ofEpochMilli(Json.count(status, "next")));
        return isRetry(status) && !left.isNegative() ? left : Duration.ZERO;
    }

    private static boolean isRetry(JsonObject status) {
        return Json.text(status, "type").equals("retry");
    }

    /** Resets the wait, because the provider answers. */
    void over() {
        since = null;
    }

    /** Returns the error of a wait that would be too long, if it would be. */
    Optional<AttemptException> tooLong(JsonObject status) {
        if (!isRetry(status)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Instant begun = since == null ? now : since;
        since = begun;
        Duration wait = left(status);
        Duration inAll = Duration.between(begun, now).plus(wait);
        if (inAll.compareTo(limit) <= 0) {
            return Optional.empty();
        }
        String message = Json.text(status, "message").lines().findFirst().orElse("");
        return Optional.of(wait.compareTo(OWN_WAIT) > 0 ? comeBack(wait, message) : away(inAll, message));
    }

    private AttemptException comeBack(Duration wait, String message) {
        Duration number = Duration.ofSeconds(wait.plusMillis(999).toSeconds());
        return TurnFault.RATE_LIMIT.retryLater(
                "the model's provider asks to wait for " + DurationText.format(number) + ", longer than the "
                        + DurationText.format(limit) + " that this worker waits: " + message,
                number,
                Map.of());
    }

    private AttemptException away(Duration inAll, String message) {
        return TurnFault.PROVIDER_FAILED.error(
                "the model's provider keeps the turn waiting, by the next try for "
                        + DurationText.format(Duration.ofSeconds(inAll.toSeconds())) + ": " + message,
                Map.of());
    }
}
