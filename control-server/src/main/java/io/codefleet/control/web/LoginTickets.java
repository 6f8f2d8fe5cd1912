package io.codefleet.control.web;

import io.codefleet.control.auth.ApiKeys;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tickets that sign one browser in once, for the link that is printed when a control plane starts on loopback. */
public final class LoginTickets {
    private static final Duration LIFETIME = Duration.ofMinutes(15);
    private static final int BYTES = 24;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Ticket> tickets = new ConcurrentHashMap<>();

    private record Ticket(String token, Instant expiresAt) {}

    /** Creates an empty set of tickets. */
    public LoginTickets(Clock clock) {
        this.clock = clock;
    }

    /** Returns a ticket for the holder of a new key. It can be used once, within 15 minutes. */
    public String issue(ApiKeys.IssuedKey key) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        tickets.put(ticket, new Ticket(key.token(), clock.instant().plus(LIFETIME)));
        return ticket;
    }

    /** Returns the key of a ticket, which cannot be used again. */
    Optional<String> redeem(String ticket) {
        return Optional.ofNullable(tickets.remove(ticket))
                .filter(found -> clock.instant().isBefore(found.expiresAt()))
                .map(Ticket::token);
    }
}
