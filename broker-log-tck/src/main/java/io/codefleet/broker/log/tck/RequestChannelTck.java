package io.codefleet.broker.log.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.LeaderChannel;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.RequestHandler;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The channel between the processes and the leader. */
public abstract class RequestChannelTck extends LogTestBase {
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** Returns a list to which all messages of a process are added from now on. */
    private static List<String> received(BrokerLog log) {
        List<String> messages = new CopyOnWriteArrayList<>();
        log.requests().handler(message -> messages.add(message.toString()));
        return messages;
    }

    private LeaderChannel serve(BrokerLog leader) {
        RequestHandler keep = (client, message) -> requests.add(client + ": " + message);
        return get(leader.requests().serve(keep));
    }

    private static void soon(List<String> messages, String... expected) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(messages).containsExactly(expected));
    }

    /** Sends until a process serves and a message has arrived: a message may be lost while the leader changes. */
    private void sendUntilReceived(BrokerLog from, String message) {
        String expected = from.requests().clientId() + ": " + message;
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            from.requests().send(Buffer.buffer(message));
            return requests.contains(expected);
        });
    }

    @Test
    void eachLogHasANameOfItsOwn() {
        assertThat(open().requests().clientId())
                .isNotEqualTo(open().requests().clientId())
                .hasSizeBetween(1, 60);
    }

    @Test
    void theLeaderKnowsWhoSentAMessageAndAnswersIt() {
        BrokerLog leader = elected();
        BrokerLog client = open();
        BrokerLog other = open();
        List<String> answers = received(client);
        List<String> others = received(other);
        LeaderChannel channel = serve(leader);
        sendUntilReceived(client, "hello");
        sendUntilReceived(other, "hello");
        channel.send(client.requests().clientId(), Buffer.buffer("welcome"));
        channel.send(other.requests().clientId(), Buffer.buffer("you too"));
        soon(answers, "welcome");
        soon(others, "you too");
    }

    @Test
    void theLeaderReceivesItsOwnMessages() {
        BrokerLog leader = elected();
        List<String> answers = received(leader);
        LeaderChannel channel = serve(leader);
        sendUntilReceived(leader, "hello");
        channel.send(leader.requests().clientId(), Buffer.buffer("welcome"));
        soon(answers, "welcome");
    }

    @Test
    void messagesKeepTheirOrderInBothDirections() {
        BrokerLog leader = elected();
        BrokerLog client = open();
        List<String> answers = received(client);
        LeaderChannel channel = serve(leader);
        sendUntilReceived(client, "first");
        await().during(Duration.ofMillis(50)).atMost(PATIENCE).until(() -> true);
        requests.clear();
        String name = client.requests().clientId();
        IntStream.range(0, 1000).forEach(i -> client.requests().send(Buffer.buffer("" + i)));
        soon(requests, IntStream.range(0, 1000).mapToObj(i -> name + ": " + i).toArray(String[]::new));
        IntStream.range(0, 1000).forEach(i -> channel.send(name, Buffer.buffer("" + i)));
        soon(answers, IntStream.range(0, 1000).mapToObj(i -> "" + i).toArray(String[]::new));
    }

    @Test
    void theLargestMessageArrivesWithoutACut() {
        BrokerLog leader = elected();
        BrokerLog client = open();
        List<String> answers = received(client);
        LeaderChannel channel = serve(leader);
        sendUntilReceived(client, "first");
        String largest = "x".repeat(LogRecord.MAX_BYTES);
        sendUntilReceived(client, largest);
        channel.send(client.requests().clientId(), Buffer.buffer(largest));
        soon(answers, largest);
    }

    @Test
    void aMessageToNobodyFailsOrIsLost() {
        BrokerLog client = open();
        Future<Void> sent = client.requests().send(Buffer.buffer("hello"));
        await().atMost(PATIENCE).until(sent::isComplete);
        if (sent.failed()) {
            assertThat(sent.cause()).isInstanceOf(BrokerUnavailableException.class);
        }
        serve(elected());
        sendUntilReceived(client, "again");
        assertThat(requests).noneMatch(message -> message.endsWith("hello"));
    }

    @Test
    void messagesGoToTheNextLeader() {
        BrokerLog first = elected();
        BrokerLog client = open();
        List<String> answers = received(client);
        serve(first);
        sendUntilReceived(client, "to the first");
        get(first.close());
        LeaderChannel channel = serve(elected());
        sendUntilReceived(client, "to the second");
        channel.send(client.requests().clientId(), Buffer.buffer("welcome"));
        soon(answers, "welcome");
    }

    @Test
    void aClientThatIsGoneHarmsNobody() {
        BrokerLog leader = elected();
        BrokerLog gone = open();
        BrokerLog client = open();
        List<String> answers = received(client);
        LeaderChannel channel = serve(leader);
        sendUntilReceived(gone, "hello");
        sendUntilReceived(client, "hello");
        get(gone.close());
        channel.send(gone.requests().clientId(), Buffer.buffer("lost"));
        channel.send("nobody", Buffer.buffer("lost"));
        channel.send(client.requests().clientId(), Buffer.buffer("welcome"));
        soon(answers, "welcome");
    }

    @Test
    void aServingThatHasEndedReceivesNothing() {
        BrokerLog leader = elected();
        BrokerLog client = open();
        LeaderChannel channel = serve(leader);
        sendUntilReceived(client, "hello");
        get(channel.close());
        get(channel.close());
        requests.clear();
        client.requests().send(Buffer.buffer("late"));
        await().during(Duration.ofMillis(200)).atMost(PATIENCE).until(requests::isEmpty);
    }
}
