package io.codefleet.broker.rabbitmq;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.broker.Broker;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.tck.IgnoringListener;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.testing.RabbitTestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is killed and started again while tasks are submitted. */
@Timeout(180)
class RabbitRestartTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Submits tasks one behind the other, each until it is acknowledged, until it is to stop. */
    private static Future<Void> submitUntil(
            AtomicBoolean stop, Broker broker, String prefix, AtomicInteger acknowledged) {
        if (stop.get()) {
            return Future.succeededFuture();
        }
        Task task = Task.of("do it").id(prefix + acknowledged.get());
        return broker.submit(List.of(task))
                .compose(
                        done -> {
                            acknowledged.incrementAndGet();
                            return submitUntil(stop, broker, prefix, acknowledged);
                        },
                        failure -> failure instanceof BrokerUnavailableException
                                ? submitUntil(stop, broker, prefix, acknowledged)
                                : Future.failedFuture(failure));
    }

    @Test
    void nothingAcknowledgedIsLostAndNothingIsDoubled() {
        Vertx vertx = Vertx.vertx();
        try (RabbitTestServer server = RabbitRights.server()) {
            CodefleetOptions options = CodefleetOptions.of(server.uri(RabbitRights.FLEET))
                    .namespace("restart")
                    .commandTimeout(Duration.ofSeconds(4));
            Broker one = get(new RabbitBrokerProvider().connect(vertx, options, new IgnoringListener()));
            Broker two = get(new RabbitBrokerProvider().connect(vertx, options, new IgnoringListener()));
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger ofOne = new AtomicInteger();
            AtomicInteger ofTwo = new AtomicInteger();
            Future<Void> both = Future.all(submitUntil(stop, one, "a", ofOne), submitUntil(stop, two, "b", ofTwo))
                    .mapEmpty();
            await().atMost(PATIENCE).until(() -> ofOne.get() > 100 && ofTwo.get() > 100);
            server.kill();
            int before = ofOne.get();
            server.run();
            await().atMost(PATIENCE).until(() -> both.isComplete() || ofOne.get() > before + 100);
            if (both.failed()) {
                throw new AssertionError("the fleet stopped", both.cause());
            }
            stop.set(true);
            get(both);
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < ofOne.get(); i++) {
                ids.add("a" + i);
            }
            for (int i = 0; i < ofTwo.get(); i++) {
                ids.add("b" + i);
            }
            for (int from = 0; from < ids.size(); from += 100) {
                List<String> some = ids.subList(from, Math.min(ids.size(), from + 100));
                assertThat(get(one.find(some)))
                        .extracting(info -> info.summary().id())
                        .containsExactlyInAnyOrderElementsOf(some);
            }
            assertThat(get(two.stats()).queued()).isEqualTo(ids.size());
            get(one.close());
            get(two.close());
        } finally {
            get(vertx.close());
        }
    }

    @Test
    void aMessageWhoseFateIsNotKnownDoesNotFail() {
        Vertx vertx = Vertx.vertx();
        try (RabbitTestServer server = RabbitRights.server()) {
            RabbitAddress address = RabbitAddress.of(
                    CodefleetOptions.of(server.uri(RabbitRights.FLEET)).commandTimeout(Duration.ofSeconds(30)));
            BrokerLog log = get(RabbitLog.open(vertx, address, "fate"));
            get(log.elect());
            get(log.requests().serve((from, message) -> {}));
            server.pause();
            Future<Void> sent = log.requests().send(Buffer.buffer("hello"));
            assertThat(sent.isComplete()).isFalse();
            // The heartbeat ends the connection.
            get(sent);
            get(log.close());
        } finally {
            get(vertx.close());
        }
    }
}
