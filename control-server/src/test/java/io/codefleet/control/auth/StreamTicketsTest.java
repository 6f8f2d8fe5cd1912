package io.codefleet.control.auth;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Document;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTicketsTest {
    private static final Principal CALLER = new Principal("ann#1", Role.ADMIN, "1", "ann", Optional.empty());

    private final CodefleetClient fleet = get(Codefleet.connect(CodefleetOptions.of("memory:" + UUID.randomUUID())));
    private final StreamTickets tickets = new StreamTickets(fleet.documents(), Clock.systemUTC());

    @AfterEach
    void close() {
        get(fleet.close());
    }

    private String issue(int version) {
        String ticket = get(tickets.issue(CALLER)).text();
        Document stored = get(fleet.documents().list("ws-ticket")).stream()
                .filter(document -> document.name().equals(ticket))
                .findFirst()
                .orElseThrow();
        String changed = new JsonObject(stored.content()).put("v", version).encode();
        get(fleet.documents().put(new Document("ws-ticket", ticket, stored.version(), changed)));
        return ticket;
    }

    @Test
    void aTicketOfANewerVersionAdmitsNobody() {
        String newer = issue(2);
        String readable = issue(1);

        assertThat(get(tickets.redeem(newer))).isEmpty();
        assertThat(get(tickets.redeem(readable))).contains(CALLER);
        assertThat(get(fleet.documents().list("ws-ticket")))
                .extracting(Document::name)
                .containsExactly(newer);
    }
}
