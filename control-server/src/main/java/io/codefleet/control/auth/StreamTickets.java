package io.codefleet.control.auth;

import io.codefleet.Document;
import io.codefleet.Documents;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.json.FormVersion;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Tickets that open one WebSocket each, for clients that cannot send a header with it. They are kept in the broker, so that any
 * control plane of the fleet accepts them. Methods may be called from any thread.
 */
public final class StreamTickets {
    private static final String KIND = "ws-ticket";
    private static final int VERSION = 1;
    /** For how long a ticket can be used. */
    public static final Duration LIFETIME = Duration.ofSeconds(30);

    private static final int BYTES = 24;
    private static final int MAX_OF_A_CALLER = 20;

    private final Documents documents;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * A new ticket.
     *
     * @param text what its holder sends
     * @param expiresAt when it ends
     */
    public record IssuedTicket(String text, Instant expiresAt) {}

    /** A caller has as many unused tickets as one may have; they end within 30 seconds. */
    public static final class TooManyTicketsException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private TooManyTicketsException() {
            super("you have " + MAX_OF_A_CALLER + " tickets that are not used yet", null, false, false);
        }
    }

    /** Creates the tickets of one namespace. */
    public StreamTickets(Documents documents, Clock clock) {
        this.documents = documents;
        this.clock = clock;
    }

    /** Creates a ticket that can be used once, within 30 seconds, with the rights of its caller. */
    public Future<IssuedTicket> issue(Principal caller) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String text = HexFormat.of().formatHex(bytes);
        Instant end = clock.instant().plus(LIFETIME);
        JsonObject json = new JsonObject()
                .put("actor", caller.actor())
                .put("role", caller.role().code())
                .put("key", caller.keyId())
                .put("owner", caller.owner())
                .put("expiresAt", end.toEpochMilli());
        caller.expiresAt().ifPresent(until -> json.put("until", until.toEpochMilli()));
        return documents
                .list(KIND)
                .compose(stored -> tooMany(stored, caller)
                        ? Future.failedFuture(new TooManyTicketsException())
                        : deleteExpired(stored))
                .compose(deleted -> documents.put(new Document(KIND, text, 0, json.encode())))
                .map(stored -> new IssuedTicket(text, end));
    }

    /**
     * Returns whether a caller has too many tickets. The namespace holds a limited number of tickets, which one caller
     * cannot use up.
     */
    private boolean tooMany(List<Document> stored, Principal caller) {
        return stored.stream()
                        .flatMap(document -> caller(document).stream())
                        .filter(holder -> holder.actor().equals(caller.actor()))
                        .count()
                >= MAX_OF_A_CALLER;
    }

    private Future<Void> deleteExpired(List<Document> stored) {
        return Future.all(stored.stream()
                        .filter(document -> caller(document).isEmpty())
                        .map(document -> documents.delete(KIND, document.name()))
                        .toList())
                .mapEmpty();
    }

    /** Returns who was given a ticket, once; nobody if it is unknown, used or expired. */
    public Future<Optional<Principal>> redeem(String ticket) {
        return documents.list(KIND).compose(stored -> {
            Optional<Principal> holder = stored.stream()
                    .filter(document -> document.name().equals(ticket))
                    .findFirst()
                    .filter(StreamTickets::isReadable)
                    .flatMap(this::caller);
            // Of several that redeem it at once, one deletes it.
            return holder.isEmpty()
                    ? Future.succeededFuture(holder)
                    : documents.delete(KIND, ticket).map(first -> holder.filter(found -> first));
        });
    }

    /** Returns whether a ticket is of no newer version, which may restrict it in a way that this version does not know. */
    private static boolean isReadable(Document document) {
        try {
            FormVersion.check("ticket", new JsonObject(document.content()), VERSION);
            return true;
        } catch (DecodeException | MalformedDataException | UnsupportedVersionException e) {
            return false;
        }
    }

    private Optional<Principal> caller(Document document) {
        try {
            JsonObject json = new JsonObject(document.content());
            return clock.millis() < json.getLong("expiresAt", 0L)
                    ? Optional.of(new Principal(
                            json.getString("actor", ""),
                            Role.of(json.getString("role", "")),
                            json.getString("key", ""),
                            json.getString("owner", ""),
                            Optional.ofNullable(json.getLong("until")).map(Instant::ofEpochMilli)))
                    : Optional.empty();
        } catch (DecodeException | ClassCastException | InvalidInputException e) {
            return Optional.empty();
        }
    }
}
