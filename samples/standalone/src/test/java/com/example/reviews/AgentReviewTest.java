package com.example.reviews;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.codefleet.CodefleetClient;
import io.codefleet.WorkerOptions;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.worker.AgentWorkerSettings;
import io.codefleet.agent.worker.OpenCodeWorker;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.opentelemetry.FleetTracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The application with the real OpenCode, a model that answers by a script, and a collector of its spans. */
@EnabledIfEnvironmentVariable(named = "CODEFLEET_OPENCODE", matches = ".+")
class AgentReviewTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final StringBuffer spans = new StringBuffer();
    private HttpServer collector;

    @BeforeEach
    void startCollector() throws Exception {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            spans.append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void stop() throws Exception {
        collector.stop(0);
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
    }

    private OpenCodeWorker worker(Server server, ScriptedModel model) throws Exception {
        Path config = Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig());
        FleetTracing tracing = server.context().getBean(FleetTracing.class);
        return get(OpenCodeWorker.start(
                vertx,
                server.context().getBean(CodefleetClient.class),
                OpenCodeSettings.of(System.getenv("CODEFLEET_OPENCODE"), folder.resolve("opencode"))
                        .configFile(config),
                AgentWorkerSettings.of(
                        WorkerOptions.create().attemptInterceptors(tracing.attempts()),
                        WorkspaceSettings.defaults(folder.resolve("tasks")))));
    }

    @Test
    void anAgentWritesTheReviewAndItsTraceReachesTheCollector() throws Exception {
        ScriptedModel model = get(ScriptedModel.start(
                vertx,
                Script.when("Review this code")
                        .call("write", Map.of("filePath", "notes.txt", "content", "one fault"))
                        .say("The loop has no end.")
                        .otherwise()
                        .say("Hello.")));
        String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces";
        try (Server server = Server.start(
                folder.resolve("fleet"),
                "--codefleet.worker.enabled=false",
                "--management.tracing.sampling.probability=1",
                "--management.opentelemetry.tracing.export.otlp.endpoint=" + endpoint)) {
            OpenCodeWorker worker = worker(server, model);
            assertThat(server.review("while (true);")).isEqualTo("The loop has no end.");
            get(worker.leave());
        }
        assertThat(spans)
                .contains(
                        "http post /reviews",
                        "submit general",
                        "wait general",
                        "attempt general",
                        "invoke_agent",
                        "chat model",
                        "execute_tool write",
                        "gen_ai.usage.input_tokens");
        get(model.close());
    }
}
