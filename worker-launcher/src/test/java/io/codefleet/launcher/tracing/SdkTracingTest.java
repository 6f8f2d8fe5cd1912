package io.codefleet.launcher.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpServer;
import io.codefleet.CodefleetOptions;
import io.codefleet.SubmitInterceptor;
import io.codefleet.Task;
import io.codefleet.TaskHeaders;
import io.codefleet.testing.FreePort;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SdkTracingTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final List<String> warnings = new CopyOnWriteArrayList<>();

    private Tracing tracing(ProcessKind kind, int port, Map<String, String> more) {
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + port);
        return Tracing.start(kind, environment, warnings::add);
    }

    private static Task submitted(Tracing tracing) {
        SubmitInterceptor interceptor = tracing.submits(CodefleetOptions.of("memory:tracing"))
                .submitInterceptors()
                .get(0);
        return interceptor.intercept(Task.of("Say hello"), Future.failedFuture("refused"));
    }

    @Test
    void theEndDoesNotWaitForACollectorThatNeverAnswers() throws IOException {
        try (ServerSocket silent = new ServerSocket(FreePort.find(), 50, InetAddress.getLoopbackAddress())) {
            Map<String, String> patient = Map.of("OTEL_EXPORTER_OTLP_TIMEOUT", "10m", "OTEL_BSP_EXPORT_TIMEOUT", "10m");
            Tracing tracing = tracing(ProcessKind.COMMAND, silent.getLocalPort(), patient);
            submitted(tracing);
            assertTimeoutPreemptively(LONG, tracing::close);
            assertThat(warnings)
                    .containsExactly("the last spans may be lost: http://127.0.0.1:" + silent.getLocalPort()
                            + "/v1/traces did not take them within 2s");
        }
    }

    private static HttpServer collector(int firstStatus, CountDownLatch requests) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find()), 0);
        AtomicInteger status = new AtomicInteger(firstStatus);
        server.createContext("/v1/traces", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status.getAndSet(200), -1);
            exchange.close();
            requests.countDown();
        });
        server.start();
        return server;
    }

    @Test
    void aRefusalOfTheCollectorIsReportedWithItsStatus() throws IOException {
        HttpServer collector = collector(401, new CountDownLatch(1));
        int port = collector.getAddress().getPort();
        try (Tracing tracing = tracing(ProcessKind.SERVER, port, Map.of())) {
            submitted(tracing);
        } finally {
            collector.stop(0);
        }
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("spans do not reach http://127.0.0.1:" + port
                        + "/v1/traces: it answered with HTTP status 401; ");
    }

    @Test
    void aCommandSendsOnceMoreToACollectorThatIsBusy() throws Exception {
        CountDownLatch requests = new CountDownLatch(2);
        HttpServer collector = collector(503, requests);
        int port = collector.getAddress().getPort();
        try (Tracing tracing = tracing(ProcessKind.COMMAND, port, Map.of("OTEL_BSP_SCHEDULE_DELAY", "1"))) {
            submitted(tracing);
            assertThat(requests.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            collector.stop(0);
        }
    }

    @Test
    void moreSpansThanTheQueueHoldsAreDropped() throws IOException {
        try (ServerSocket silent = new ServerSocket(FreePort.find(), 50, InetAddress.getLoopbackAddress())) {
            Map<String, String> small = Map.of("OTEL_BSP_MAX_QUEUE_SIZE", "4", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2");
            Tracing tracing = tracing(ProcessKind.COMMAND, silent.getLocalPort(), small);
            assertTimeoutPreemptively(LONG, () -> {
                for (int i = 0; i < 10_000; i++) {
                    submitted(tracing);
                }
                tracing.close();
            });
        }
    }

    @Test
    void aCommandContinuesTheTraceOfItsCallerAndAServerDoesNot() {
        Map<String, String> caller = Map.of("TRACEPARENT", PARENT, "OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED", "true");
        int nobody = FreePort.find();
        try (Tracing command = tracing(ProcessKind.COMMAND, nobody, caller);
                Tracing server = tracing(ProcessKind.SERVER, nobody, caller)) {
            assertThat(submitted(command).headers().get(TaskHeaders.TRACEPARENT))
                    .startsWith(PARENT.substring(0, 36));
            assertThat(submitted(server).headers().get(TaskHeaders.TRACEPARENT))
                    .doesNotStartWith(PARENT.substring(0, 36));
        }
        assertThat(warnings)
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning)
                        .startsWith("spans do not reach http://127.0.0.1:" + nobody
                                + "/v1/traces: nobody takes a connection there; ")
                        .endsWith("tasks go on, and spans are dropped until it takes them"));
    }
}
