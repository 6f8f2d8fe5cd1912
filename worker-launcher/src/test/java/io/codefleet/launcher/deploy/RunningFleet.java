package io.codefleet.launcher.deploy;

import static io.codefleet.testing.FutureResults.get;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.ErrorKind;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.WorkerOptions;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.worker.AttemptEnd;
import io.codefleet.agent.worker.AttemptEnd.How;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.ControlServer;
import io.codefleet.control.auth.Role;
import io.codefleet.micrometer.server.Monitoring;
import io.codefleet.micrometer.server.MonitoringSettings;
import io.codefleet.testing.FreePort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A control plane and the monitoring of a worker, with something of everything that they measure. */
final class RunningFleet implements AutoCloseable {
    private static final Usage USAGE = Usage.builder()
            .inputTokens(1)
            .outputTokens(1)
            .reasoningTokens(1)
            .cacheReadTokens(1)
            .cacheWriteTokens(1)
            .cost(BigDecimal.ONE)
            .build();

    final CodefleetClient fleet;
    final int controlPort;
    final int workerPort = FreePort.find();
    final String key;
    private final ControlServer control;
    private final Monitoring monitoring;

    RunningFleet(Vertx vertx) {
        fleet = get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));
        control = ControlServer.on(vertx, fleet, ControlOptions.defaults());
        controlPort = get(control.listen(0));
        key = get(control.keys().issue("prometheus", Role.OBSERVER, Optional.empty()))
                .token();
        monitoring =
                get(Monitoring.start(vertx, new MonitoringSettings(Optional.of(workerPort), "127.0.0.1"), Map.of()));
        monitoring.health().connected(fleet);
    }

    /** Has a worker do a task, and attempts end in each way. */
    void work() {
        get(fleet.worker(WorkerOptions.create().id("w1"))
                .handle(
                        "report",
                        attempt ->
                                Future.succeededFuture(TaskResult.text("done").usage(USAGE)))
                .start());
        Task task = Task.of("x")
                .type("report")
                .project("git/one")
                .models("a/b")
                .allowance(Allowance.of("team").total(Budget.cost("10")));
        get(fleet.submitTask(task).compose(TaskHandle::outcome));
        for (How how : How.values()) {
            AttemptStub attempt = new AttemptStub(Task.of("x"));
            AttemptEnd end = new AttemptEnd(
                    how, Optional.of(ErrorKind.TRANSIENT), Optional.of("a/b"), USAGE, Duration.ofSeconds(1));
            monitoring.observers().forEach(observer -> {
                observer.started(attempt);
                observer.ended(attempt, end);
            });
        }
    }

    /** Returns what the control plane and the worker show to Prometheus. */
    String metrics() throws Exception {
        return metrics(controlPort) + metrics(workerPort);
    }

    private String metrics(int port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .header("Authorization", "Bearer " + key)
                .timeout(Duration.ofSeconds(20))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() {
        monitoring.close();
        get(control.close());
        get(fleet.close());
    }
}
