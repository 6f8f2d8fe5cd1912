package io.codefleet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.RetryPolicy;
import io.codefleet.SubmitInterceptor;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.micrometer.FleetMeters;
import io.codefleet.micrometer.HandlerMeters;
import io.codefleet.testing.FutureResults;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.vertx.core.Vertx;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

class CodefleetAutoConfigurationTest {
    private final String uri = "memory:" + UUID.randomUUID();

    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    CodefleetAutoConfiguration.class,
                    Boot3HealthAutoConfiguration.class,
                    Boot4HealthAutoConfiguration.class,
                    MetersAutoConfiguration.class));
    private final ApplicationContextRunner runner = bare.withPropertyValues("codefleet.broker=" + uri);

    private static Outcome run(ApplicationContext context, Task task) {
        return FutureResults.get(
                context.getBean(CodefleetClient.class).submitTask(task).compose(TaskHandle::outcome));
    }

    @ParameterizedTest
    @CsvSource({"text, hello on own thread", "result, result", "nothing, ''", "future, loop", "stage, stage"})
    void aMethodOfEachShapeRunsTasks(String type, String expected) {
        runner.withBean(TestHandlers.class)
                .run(context -> assertThat(run(context, Task.of("hello").type(type))
                                .resultOrThrow()
                                .text())
                        .isEqualTo(expected));
    }

    @Test
    void aMapIsTheDataOfTheResult() {
        runner.withBean(TestHandlers.class)
                .run(context -> assertThat(run(context, Task.of("hello").type("data"))
                                .resultOrThrow()
                                .data())
                        .containsEntry("attempt", 1)
                        .containsEntry("prompt", "hello"));
    }

    @Test
    void anExceptionFailsTheAttemptAsItSays() {
        runner.withBean(TestHandlers.class).run(context -> {
            Outcome refused = run(context, Task.of("x").type("refused"));
            assertThat(refused).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.error().kind()).isEqualTo(ErrorKind.PERMANENT);
                assertThat(failed.attempts()).isEqualTo(1);
            });
            Outcome broken = run(context, Task.of("x").type("broken").retry(RetryPolicy.NONE));
            assertThat(broken).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.error().kind()).isEqualTo(ErrorKind.TRANSIENT);
                assertThat(failed.error().message()).contains("disk is away");
            });
        });
    }

    /** Interface of a bean that the application sees through a proxy only. */
    interface Reviews {
        @CodefleetHandler("proxied")
        String review(Task task);
    }

    @Test
    void aHandlerIsCalledThroughTheProxyOfItsBean() {
        AtomicInteger advised = new AtomicInteger();
        ProxyFactory proxies = new ProxyFactory((Reviews) task -> "reviewed");
        proxies.addAdvice((org.aopalliance.intercept.MethodInterceptor) invocation -> {
            if (invocation.getMethod().getName().equals("review")) {
                advised.incrementAndGet();
            }
            return invocation.proceed();
        });
        runner.withBean(Reviews.class, () -> (Reviews) proxies.getProxy()).run(context -> {
            assertThat(run(context, Task.of("x").type("proxied"))
                            .resultOrThrow()
                            .text())
                    .isEqualTo("reviewed");
            assertThat(advised).hasValue(1);
        });
    }

    @Test
    void interceptorsAndCustomizersOfTheApplicationApply() {
        AtomicInteger submitted = new AtomicInteger();
        runner.withBean(TestHandlers.class)
                .withBean(SubmitInterceptor.class, () -> (task, handle) -> {
                    submitted.incrementAndGet();
                    return task;
                })
                .withBean(CodefleetOptionsCustomizer.class, () -> options -> options.namespace("customized"))
                .withBean(WorkerOptionsCustomizer.class, () -> options -> options.concurrency(7))
                .run(context -> {
                    run(context, Task.of("x").type("result"));
                    assertThat(submitted).hasValue(1);
                    assertThat(context.getBean(CodefleetClient.class).options().namespace())
                            .isEqualTo("customized");
                    assertThat(context.getBean(FleetWorkerLifecycle.class)
                                    .worker()
                                    .orElseThrow()
                                    .concurrency())
                            .isEqualTo(7);
                });
    }

    @Test
    void submitsAndAttemptsAreTracedByTheOpenTelemetryOfTheApplication() {
        InMemorySpanExporter spans = InMemorySpanExporter.create();
        OpenTelemetrySdk openTelemetry = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .build();
        ApplicationContextRunner traced = runner.withConfiguration(
                        AutoConfigurations.of(TracingAutoConfiguration.class))
                .withBean(TestHandlers.class)
                // at its end the exporter forgets its spans
                .withBean(
                        "openTelemetry",
                        OpenTelemetry.class,
                        () -> openTelemetry,
                        definition -> definition.setDestroyMethodName(""));
        traced.run(context -> run(context, Task.of("x").type("result")));
        assertThat(spans.getFinishedSpanItems())
                .extracting(SpanData::getName)
                .contains("submit result", "attempt result");
        spans.reset();
        traced.withPropertyValues("codefleet.tracing.enabled=false")
                .run(context -> run(context, Task.of("x").type("result")));
        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void withoutAHandlerTheApplicationIsNoWorker() {
        runner.run(context -> {
            assertThat(FutureResults.get(context.getBean(CodefleetClient.class).workers()))
                    .isEmpty();
            assertThat(context.getBean(FleetWorkerLifecycle.class).worker()).isEmpty();
        });
        runner.withBean(TestHandlers.class)
                .withPropertyValues("codefleet.worker.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(FleetWorkerLifecycle.class));
    }

    @Test
    void propertiesReachTheWorker() {
        runner.withBean(TestHandlers.class)
                .withPropertyValues(
                        "codefleet.namespace=team",
                        "codefleet.worker.id=box-1",
                        "codefleet.worker.concurrency=3",
                        "codefleet.worker.capabilities=java,review",
                        "codefleet.worker.labels.zone=east")
                .run(context -> assertThat(FutureResults.get(
                                context.getBean(CodefleetClient.class).workers()))
                        .singleElement()
                        .satisfies(worker -> {
                            assertThat(worker.id()).isEqualTo("box-1");
                            assertThat(worker.capabilities()).containsExactly("java", "review");
                            assertThat(worker.labels()).containsEntry("zone", "east");
                        }));
    }

    /** Bean whose task waits until the test lets it go. */
    static class SlowHandler {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);

        @CodefleetHandler("slow")
        String slow() throws InterruptedException {
            begun.countDown();
            mayEnd.await();
            return "finished";
        }
    }

    @Test
    void aRunningTaskFinishesBeforeTheApplicationHasStopped() throws Exception {
        SlowHandler handler = new SlowHandler();
        CodefleetClient host = FutureResults.get(Codefleet.connect(CodefleetOptions.of(uri)));
        TaskHandle[] submitted = new TaskHandle[1];
        runner.withBean(SlowHandler.class, () -> handler).run(context -> {
            submitted[0] = FutureResults.get(host.submitTask(Task.of("x").type("slow")));
            handler.begun.await();
            Thread release = new Thread(() -> {
                // the drain has begun when the worker takes nothing more
                while (FutureResults.get(host.workers()).stream()
                        .noneMatch(worker -> worker.state().code().equals("DRAINING"))) {
                    Thread.onSpinWait();
                }
                handler.mayEnd.countDown();
            });
            release.start();
        });
        Outcome outcome = FutureResults.get(submitted[0].outcome());
        assertThat(outcome.resultOrThrow().text()).isEqualTo("finished");
        assertThat(outcome.attempts()).isEqualTo(1);
        assertThat(FutureResults.get(host.workers())).isEmpty();
        FutureResults.get(host.close());
    }

    @Test
    void theVertxOfTheApplicationIsUsedAndLeftOpen() {
        Vertx vertx = Vertx.vertx();
        runner.withBean("hostVertx", Vertx.class, () -> vertx, definition -> definition.setDestroyMethodName(""))
                .run(context -> assertThat(context).getBean(Vertx.class).isSameAs(vertx));
        assertThat(FutureResults.<Object>get(vertx.executeBlocking(() -> "open")))
                .isEqualTo("open");
        FutureResults.get(vertx.close());
    }

    @Test
    void theHealthNamesTheConnectionAndTheWorkerAndNoPassword() {
        runner.withBean(TestHandlers.class).run(context -> {
            var health = context.getBean(HealthIndicator.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsEntry("broker", uri)
                    .containsEntry("namespace", "default")
                    .containsEntry("connection", "connected")
                    .containsEntry("workerState", "online")
                    .containsKeys("worker", "running", "concurrency");
            FutureResults.get(context.getBean(CodefleetClient.class).close());
            assertThat(context.getBean(HealthIndicator.class).health().getStatus())
                    .isEqualTo(Status.DOWN);
        });
        runner.withPropertyValues("management.health.codefleet.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
    }

    @Test
    void theHealthOfBoot4IsThatOfBoot3() {
        runner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
                .run(context -> assertThat(
                                context.getBean(org.springframework.boot.health.contributor.HealthIndicator.class)
                                        .health()
                                        .getDetails())
                        .containsEntry("connection", "connected"));
    }

    @Test
    void theAttemptsOfTheHandlersAreCounted() {
        MeterRegistry registry = new SimpleMeterRegistry();
        SlowHandler slow = new SlowHandler();
        runner.withBean(TestHandlers.class)
                .withBean(SlowHandler.class, () -> slow)
                .withPropertyValues("codefleet.worker.concurrency=3")
                .run(context -> {
                    context.getBean(HandlerMeters.class).bindTo(registry);
                    run(context, Task.of("x").type("result"));
                    run(context, Task.of("x").type("refused"));
                    TaskHandle running = FutureResults.get(context.getBean(CodefleetClient.class)
                            .submitTask(Task.of("x").type("slow")));
                    slow.begun.await();
                    assertThat(registry.get("codefleet.tasks.running").gauge().value())
                            .isEqualTo(1);
                    assertThat(registry.get("codefleet.slots").gauge().value()).isEqualTo(3);
                    slow.mayEnd.countDown();
                    FutureResults.get(running.outcome());
                });
        assertThat(count(registry, "codefleet.tasks.started", "type", "slow")).isEqualTo(1);
        assertThat(count(registry, "codefleet.tasks.completed", "type", "result"))
                .isEqualTo(1);
        assertThat(count(registry, "codefleet.tasks.failed", "type", "refused", "kind", "permanent"))
                .isEqualTo(1);
        assertThat(registry.get("codefleet.attempt.duration")
                        .tags("type", "refused", "outcome", "failed")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    private static double count(MeterRegistry registry, String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    @Test
    void theActuatorAndMicrometerMayBeAbsent() {
        runner.withClassLoader(new FilteredClassLoader(
                        HealthIndicator.class,
                        org.springframework.boot.health.contributor.HealthIndicator.class,
                        MeterRegistry.class,
                        FleetMeters.class,
                        HandlerMeters.class))
                .withBean(TestHandlers.class)
                .run(context -> assertThat(run(context, Task.of("x").type("result"))
                                .resultOrThrow()
                                .text())
                        .isEqualTo("result"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''| codefleet.broker is not set| codefleet.enabled=false",
                "carrier-pigeon://loft| carrier-pigeon| add the module of its broker",
            })
    void aFaultOfTheBrokerIsReportedWithTheWayToCorrectIt(String broker, String description, String action) {
        bare.withPropertyValues("codefleet.broker=" + broker).run(context -> {
            FailureAnalysis analysis = new StartFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains(description);
            assertThat(analysis.getAction()).contains(action);
        });
    }

    @Test
    void aFleetThatIsSwitchedOffNeedsNoBroker() {
        bare.withPropertyValues("codefleet.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CodefleetClient.class));
    }

    /** Bean with a parameter that nobody can fill. */
    static class BadParameter {
        @CodefleetHandler("bad")
        String bad(String prompt) {
            return prompt;
        }
    }

    /** Bean with a result that is none. */
    static class BadResult {
        @CodefleetHandler("bad")
        int bad() {
            return 1;
        }
    }

    /** Bean with a type that another bean handles. */
    static class SecondHandler {
        @CodefleetHandler("text")
        String text() {
            return "second";
        }
    }

    @Test
    void aMethodThatCannotBeAHandlerStopsTheStart() {
        assertThat(startFailure(BadParameter::new))
                .contains("BadParameter.bad", "parameter of type String", "Attempt and Task");
        assertThat(startFailure(BadResult::new)).contains("BadResult.bad", "returns int", "TaskResult, a String");
        assertThat(startFailure(SecondHandler::new)).contains("second handler of type 'text'");
    }

    private String startFailure(java.util.function.Supplier<Object> bean) {
        Function<Throwable, String> description =
                failure -> new StartFailureAnalyzer().analyze(failure).getDescription();
        String[] found = new String[1];
        runner.withBean(TestHandlers.class)
                .withBean("bad", Object.class, bean)
                .run(context -> found[0] = description.apply(context.getStartupFailure()));
        return found[0];
    }
}
