package io.codefleet.broker.gateway;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.broker.Broker;
import io.codefleet.broker.SubmitReply;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of one connection that wait for a broker which does not answer: their size and their number are bounded. */
class CallsUnderWayTest {
    /** A few together reach the limit of 16 MiB. */
    private static final int LARGE = 4 << 20;

    private static final int LARGE_AT_ONCE = 4;
    private static final int SMALL_AT_ONCE = 256;

    private final Vertx vertx = Vertx.vertx();
    private final String store = "memory:" + UUID.randomUUID();
    private final TestGateways gateways =
            new TestGateways(namespace -> CodefleetOptions.of(store), Duration.ofMinutes(1));
    private final Queue<Promise<Void>> held = new ConcurrentLinkedQueue<>();
    private final AtomicInteger made = new AtomicInteger();
    private Broker submitter;

    @BeforeEach
    void connect() {
        gateways.view(this::holding);
        submitter = connect("ann");
    }

    @AfterEach
    void close() throws Exception {
        get(submitter.close());
        gateways.close();
        get(vertx.close());
    }

    private Broker connect(String actor) {
        CodefleetOptions options = CodefleetOptions.of(gateways.uri()).commandTimeout(Duration.ofSeconds(50));
        return get(TestGateways.connect(vertx, options, new RecordedEvents(), gateways.key(actor, Role.SUBMITTER)));
    }

    /** Returns a broker that holds back each submit until it is let go. */
    private Broker holding(Broker broker) {
        return (Broker) Proxy.newProxyInstance(
                Broker.class.getClassLoader(), new Class<?>[] {Broker.class}, (proxy, method, arguments) -> {
                    try {
                        if (method.getName().equals("actingAs")) {
                            return holding((Broker) method.invoke(broker, arguments));
                        }
                        if (method.getName().equals("submit")) {
                            Promise<Void> turn = Promise.promise();
                            held.add(turn);
                            made.incrementAndGet();
                            return turn.future().compose(go -> submit(broker, arguments[0]));
                        }
                        return method.invoke(broker, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @SuppressWarnings("unchecked") // the only argument of submit
    private static Future<List<SubmitReply>> submit(Broker broker, Object tasks) {
        return broker.submit((List<Task>) tasks);
    }

    private List<Future<List<SubmitReply>>> submitEach(int count, String prompt) {
        List<Future<List<SubmitReply>>> submitted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            submitted.add(submitter.submit(List.of(Task.of(prompt).id("t" + i))));
        }
        return submitted;
    }

    private void awaitMade(int count) {
        await().until(() -> made.get() == count);
        await().during(Duration.ofMillis(300)).until(() -> made.get() == count);
    }

    private void letGo() {
        Promise<Void> first = held.poll();
        assertThat(first).isNotNull();
        first.complete();
    }

    private void checkAll(List<Future<List<SubmitReply>>> submitted) {
        await().until(() -> {
            held.forEach(Promise::tryComplete);
            return submitted.stream().allMatch(Future::isComplete);
        });
        assertThat(submitted).extracting(Future::result).allMatch(List.of(SubmitReply.Accepted.INSTANCE)::equals);
    }

    @Test
    void aConnectionIsNotReadWhileItsCallsHaveSixteenMebibytesAndThenGoesOn() {
        List<Future<List<SubmitReply>>> submitted = submitEach(LARGE_AT_ONCE + 2, "x".repeat(LARGE));
        awaitMade(LARGE_AT_ONCE);

        Broker other = connect("ben");
        assertThat(get(other.stats())).isNotNull();
        get(other.close());

        letGo();
        awaitMade(LARGE_AT_ONCE + 1);
        checkAll(submitted);
    }

    @Test
    void aConnectionIsNotReadWhileItHasManyCallsAndThenGoesOn() {
        List<Future<List<SubmitReply>>> submitted = submitEach(SMALL_AT_ONCE + 10, "do it");
        awaitMade(SMALL_AT_ONCE);
        letGo();
        awaitMade(SMALL_AT_ONCE + 1);
        checkAll(submitted);
    }
}
