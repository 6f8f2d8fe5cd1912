package io.codefleet.internal.orchestration.workflow;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.TaskHandle;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.TaskNotFoundException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Waits of a run for tasks whose outcomes cannot be read. */
class RunGateTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final CodefleetClient fleet = get(Codefleet.connect(
            vertx, CodefleetOptions.of("memory:" + UUID.randomUUID()).pollInterval(Duration.ofMillis(50))));
    /** How many calls for an outcome are still to fail. */
    private final AtomicInteger unread = new AtomicInteger();

    private final AtomicBoolean timeIsUp = new AtomicBoolean();

    @AfterEach
    void close() {
        get(fleet.close().eventually(vertx::close).map(true));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** Returns the fleet, whose handles fail for outcomes as often as {@link #unread} says. */
    private CodefleetClient failing(CodefleetException failure) {
        return proxy(CodefleetClient.class, (self, method, arguments) -> {
            Object answer = call(fleet, method, arguments);
            if (answer instanceof TaskHandle handle) {
                return failing(handle, failure);
            }
            return method.getName().equals("submitTask")
                    ? ((Future<?>) answer).map(handle -> failing((TaskHandle) handle, failure))
                    : answer;
        });
    }

    private TaskHandle failing(TaskHandle handle, CodefleetException failure) {
        return proxy(
                TaskHandle.class,
                (self, method, arguments) ->
                        method.getName().equals("outcome") && unread.getAndUpdate(n -> Math.max(0, n - 1)) > 0
                                ? Future.failedFuture(failure)
                                : call(handle, method, arguments));
    }

    private RunGate gate(CodefleetClient client, Optional<Duration> timeLimit) {
        return new RunGate(vertx, context, client, "run", timeLimit, () -> timeIsUp.set(true));
    }

    /** Opens a gate, and completes when it lets a step pass that came at once. */
    private Future<Void> passed(RunGate gate) {
        Promise<Void> passed = Promise.promise();
        context.runOnContext(v -> gate.open().compose(open -> gate.pass()).onComplete(passed));
        return passed.future();
    }

    @Test
    void aRunStaysPausedUntilItSeesTheEndOfAPauseThatItCouldNotFollow() {
        get(new Pauses(fleet, "run").begin("ada"));
        unread.set(2);
        RunGate gate = gate(failing(new BrokerUnavailableException("away", null)), Optional.empty());
        Future<Void> passed = passed(gate);
        await().until(() -> unread.get() == 0);
        assertThat(passed.isComplete()).isFalse();

        get(new Pauses(fleet, "run").end());

        get(passed);
    }

    @Test
    void aPauseThatIsForgottenHoldsNothing() {
        get(new Pauses(fleet, "run").begin("ada"));
        unread.set(1);
        RunGate gate = gate(failing(new TaskNotFoundException("run/+pause#1")), Optional.empty());

        get(passed(gate));
    }

    @Test
    void theTimeOfARunEndsThoughItsClockCouldNotBeFollowed() {
        unread.set(2);
        RunGate gate = gate(failing(new BrokerUnavailableException("away", null)), Optional.of(Duration.ofMillis(200)));
        get(passed(gate));

        await().untilTrue(timeIsUp);
        assertThat(gate.isOver()).isTrue();
    }

    @Test
    void aClockThatIsForgottenHasEnded() {
        unread.set(1);
        RunGate gate = gate(failing(new TaskNotFoundException("run/+time-limit")), Optional.of(Duration.ofHours(1)));
        get(passed(gate));

        await().untilTrue(timeIsUp);
    }
}
