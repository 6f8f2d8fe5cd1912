package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.AttemptException;
import io.codefleet.AttemptInterceptor;
import io.codefleet.Backoff;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.WorkerOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a host does around attempts, and what its faults can break. */
class AttemptInterceptorTest extends FleetTest {
    private static final RetryPolicy AT_ONCE = RetryPolicy.DEFAULT.backoff(Backoff.fixed(Duration.ZERO));
    private static final TaskResult PAID =
            TaskResult.text("done").usage(Usage.builder().cost(BigDecimal.ONE).build());

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger handled = new AtomicInteger();

    private AttemptInterceptor around(String label) {
        return (attempt, next) -> {
            calls.add(label + " before");
            return next.handle(attempt).onComplete(ended -> calls.add(label + " after"));
        };
    }

    private TaskHandler pays() {
        return attempt -> {
            handled.incrementAndGet();
            calls.add("handler");
            return Future.succeededFuture(PAID);
        };
    }

    private Outcome runWith(TaskHandler handler, AttemptInterceptor... interceptors) {
        worker(fleet, WorkerOptions.create().attemptInterceptors(interceptors), handler);
        return run(Task.of("x").retry(AT_ONCE.maxAttempts(2)));
    }

    @Test
    void theFirstInterceptorOfAttemptsIsTheOutermost() {
        assertThat(runWith(pays(), around("a"), around("b")).isCompleted()).isTrue();
        assertThat(calls).containsExactly("a before", "b before", "handler", "b after", "a after");
    }

    @Test
    void anInterceptorMayChangeTheResultOrGiveOneItself() {
        Outcome outcome = runWith(
                pays(),
                (attempt, next) -> next.handle(attempt).map(result -> TaskResult.text(result.text() + "!")),
                (attempt, next) -> Future.succeededFuture(TaskResult.text("cached")));

        assertThat(outcome.resultOrThrow().text()).isEqualTo("cached!");
        assertThat(handled).hasValue(0);
    }

    @Test
    void anInterceptorThatFailsBeforeTheHandlerFailsTheAttempt() {
        Outcome outcome = runWith(pays(), (attempt, next) -> {
            throw new IllegalStateException("no tracer");
        });

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.attempts()).isEqualTo(2);
            assertThat(failed.error().kind()).isEqualTo(ErrorKind.TRANSIENT);
            assertThat(failed.error().message())
                    .contains("InterceptorException")
                    .contains("no tracer");
        });
        assertThat(handled).hasValue(0);
    }

    @Test
    void aFaultAfterTheHandlerDoesNotLoseWhatWasPaidFor() {
        Outcome outcome = runWith(
                pays(),
                (attempt, next) -> next.handle(attempt).map(result -> {
                    throw new IllegalStateException("exporter");
                }),
                (attempt, next) -> {
                    next.handle(attempt);
                    throw new IllegalStateException("at once");
                });

        assertThat(outcome.resultOrThrow().text()).isEqualTo("done");
        assertThat(handled).hasValue(1);
    }

    @Test
    void anAttemptDoesNotEndBeforeItsHandler() {
        Promise<TaskResult> pending = Promise.promise();
        AtomicReference<Future<TaskResult>> early = new AtomicReference<>();
        worker(
                fleet,
                WorkerOptions.create().id("w").attemptInterceptors((attempt, next) -> {
                    early.set(next.handle(attempt));
                    return Future.failedFuture(new IllegalStateException("early"));
                }),
                attempt -> pending.future());
        TaskHandle handle = get(fleet.submitTask(Task.of("x")));
        await().until(() -> early.get() != null);
        assertThat(get(fleet.workers()).get(0).id()).isEqualTo("w");
        assertThat(get(handle.status()).outcome()).isEmpty();

        pending.complete(PAID);
        assertThat(get(handle.outcome()).resultOrThrow().text()).isEqualTo("done");
    }

    @Test
    void aResultThatAnInterceptorRejectsIsPaidFor() {
        Outcome outcome = runWith(
                pays(),
                (attempt, next) -> next.handle(attempt).map(result -> {
                    throw AttemptException.permanent("not allowed");
                }));

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.error().kind()).isEqualTo(ErrorKind.PERMANENT);
            assertThat(failed.error().message()).isEqualTo("not allowed");
            assertThat(failed.usage().cost()).isEqualByComparingTo("1");
        });
    }

    @Test
    void aResultInPlaceOfTheHandlersCostsWhatTheHandlerDid() {
        Outcome replaced =
                runWith(pays(), (attempt, next) -> next.handle(attempt).map(result -> TaskResult.text("other")));
        assertThat(replaced.usage().cost()).isEqualByComparingTo("1");
    }

    @Test
    void aFailureInPlaceOfTheHandlersFailureCostsWhatTheHandlerDid() {
        Outcome failed = runWith(
                attempt -> {
                    throw AttemptException.permanent("handler").usage(PAID.usage());
                },
                (attempt, next) -> next.handle(attempt)
                        .recover(failure -> Future.failedFuture(AttemptException.permanent("interceptor"))));
        assertThat(failed.usage().cost()).isEqualByComparingTo("1");
    }

    @Test
    void aSecondCallOfNextDoesNotRunTheHandlerAgain() {
        List<Throwable> second = new CopyOnWriteArrayList<>();
        Outcome outcome = runWith(pays(), (attempt, next) -> {
            Future<TaskResult> first = next.handle(attempt);
            next.handle(attempt).onFailure(second::add);
            return first;
        });

        assertThat(outcome.resultOrThrow().text()).isEqualTo("done");
        assertThat(handled).hasValue(1);
        assertThat(second)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining("next was called twice"));
    }

    @Test
    void aHandlersFailurePassesAsItIs() {
        Outcome outcome = runWith(
                attempt -> {
                    throw AttemptException.permanent("no such model");
                },
                around("a"),
                around("b"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.error().message()).isEqualTo("no such model"));
    }

    @Test
    void interceptorsOfABlockingHandlerRunOnItsThread() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        get(fleet.worker(WorkerOptions.create().attemptInterceptors((attempt, next) -> {
                    threads.add(Thread.currentThread());
                    Future<TaskResult> result = next.handle(attempt);
                    assertThat(result.isComplete()).isTrue();
                    return result;
                }))
                .handleAnyBlocking(attempt -> {
                    threads.add(Thread.currentThread());
                    return PAID;
                })
                .start());

        assertThat(run(Task.of("x")).resultOrThrow().text()).isEqualTo("done");
        assertThat(threads).hasSize(2);
        assertThat(threads.get(0)).isSameAs(threads.get(1));
    }
}
