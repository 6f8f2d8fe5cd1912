package io.codefleet.control.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.codefleet.CodefleetClient;
import io.codefleet.control.auth.Principal;
import java.time.Duration;

/**
 * Views of the fleet's client that act for callers, so that the audit names the caller. One view serves all requests of a
 * caller, so that submits that come together go to the broker together. Its methods may be called from any thread.
 */
final class ActingClients {
    private static final int MAX_CALLERS = 10_000;
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final CodefleetClient fleet;
    private final Cache<String, CodefleetClient> views = Caffeine.newBuilder()
            .maximumSize(MAX_CALLERS)
            .expireAfterAccess(KEPT)
            .build();

    ActingClients(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    CodefleetClient of(Principal caller) {
        return views.get(caller.actor(), fleet::actingAs);
    }
}
