package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptStep;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.redis.test.TestCertificates;
import io.codefleet.testing.FutureResults;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fleet in a folder, and processes that reach nothing of it but the control plane. */
class GatewayIT {
    private static final int RELAY_PORT = 18_443;
    private static final String SCRIPT = """
            conversations:
              - when: Write the file
                steps:
                  - tools: [{name: write, arguments: {filePath: hello.txt, content: written by the agent}}]
                  - text: I wrote hello.txt.
            fallback: [{text: Hello.}]
            """;

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedModel model = FutureResults.get(ScriptedModel.start(
            vertx,
            Script.when("Write the file")
                    .call("write", Map.of("filePath", "hello.txt", "content", "written by the agent"))
                    .step(ScriptStep.say("I wrote hello.txt.").usage(2000, 30))
                    .otherwise()
                    .say("Hello.")));
    private final List<LauncherProcess> started = new ArrayList<>();
    private TestCertificates certificates;

    @BeforeEach
    void prepare() throws IOException {
        certificates = TestCertificates.in(Files.createDirectory(folder.resolve("tls")));
        Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig());
    }

    @AfterEach
    void endAll() {
        started.forEach(LauncherProcess::close);
        FutureResults.get(model.close().map(true));
        FutureResults.get(vertx.close().map(true));
    }

    private String broker() {
        return "file:" + folder.resolve("fleet");
    }

    private LauncherProcess begin(Map<String, String> environment, String... arguments) {
        LauncherProcess process = LauncherProcess.jar(folder, environment, arguments);
        started.add(process);
        return process;
    }

    private LauncherProcess onBroker(String... arguments) {
        return begin(Map.of("CODEFLEET_BROKER", broker()), arguments);
    }

    private String key(String owner, String role) {
        LauncherProcess keys = onBroker("keys", "create", owner, "--role", role);
        assertThat(keys.exitCode()).as(keys.err()).isZero();
        return keys.out().strip();
    }

    /** Starts a control plane and returns the URI of its gateway. */
    private String control(String host) {
        LauncherProcess control = onBroker(
                "control",
                "--host",
                host,
                "--port",
                "0",
                "--tls-cert",
                certificates.certificate("server").toString(),
                "--tls-key",
                certificates.key("server").toString());
        E2e.eventually(() -> assertThat(control.out()).as(control.err()).contains("Dashboard:"));
        return control.out()
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .replaceFirst("API: *", "")
                        .replace("/api/v1", "") + "?ca=" + certificates.ca();
    }

    private static Map<String, String> by(String gateway, String key) {
        return Map.of("CODEFLEET_BROKER", gateway, "CODEFLEET_API_KEY", key);
    }

    private String[] workerCommand(String openCodeConfig, String... more) {
        List<String> command =
                new ArrayList<>(List.of("worker", "--id", "far", "--capability", "far", "--lease", "5s"));
        command.addAll(List.of("--workspace-root", folder.toString()));
        command.addAll(List.of("--state-dir", folder.resolve("state").toString()));
        command.addAll(List.of("--opencode", E2e.openCode()));
        command.addAll(
                List.of("--opencode-config", folder.resolve(openCodeConfig).toString()));
        command.addAll(List.of(more));
        return command.toArray(String[]::new);
    }

    private void assertWorks(Map<String, String> submitter) throws IOException {
        Path project = Files.createDirectories(folder.resolve("shop"));
        LauncherProcess submit =
                begin(submitter, "submit", "Write the file", "--requires", "far", "--project", project.toString());
        assertThat(submit.exitCode()).as(submit.err()).isZero();
        assertThat(submit.out()).isEqualTo("I wrote hello.txt.\n");
        assertThat(project.resolve("hello.txt")).hasContent("written by the agent");
    }

    @Test
    void aWorkerAndASubmitterNeedNoMoreThanTheAddressAndAKey() throws IOException {
        String workerKey = key("build-7", "worker");
        String submitterKey = key("ann", "submitter");
        String gateway = control("127.0.0.1");
        LauncherProcess worker = begin(by(gateway, workerKey), workerCommand("opencode.json"));
        E2e.eventually(() ->
                assertThat(onBroker("workers").ended().out()).as(worker.err()).contains("far"));
        assertWorks(by(gateway, submitterKey));
        assertThat(onBroker("audit").ended().out())
                .contains("ann#" + submitterKey.split("_", -1)[1])
                .doesNotContain(submitterKey);

        LauncherProcess refused = begin(by(gateway, workerKey), "submit", "x", "--no-wait");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .contains("a worker's key submits requests for approval")
                .doesNotContain(workerKey);

        onBroker("keys", "revoke", workerKey.split("_", -1)[1]).ended();
        E2e.eventually(
                () -> assertThat(worker.out() + worker.err()).contains("the API key was revoked or has expired"));
        LauncherProcess late = begin(by(gateway, workerKey), "stats");
        assertThat(late.exitCode()).isEqualTo(2);
        assertThat(late.err()).contains("401", "unknown, revoked or expired").doesNotContain(workerKey);
        worker.terminate();
        assertThat(worker.exitCode()).as(worker.out() + worker.err()).isZero();
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsRefused() {
        String key = key("ann", "submitter");
        String gateway = control("127.0.0.1");
        LauncherProcess stats = begin(by(gateway.replaceFirst("\\?ca=.*", ""), key), "stats");
        assertThat(stats.exitCode()).isEqualTo(2);
        assertThat(stats.err()).contains("is not trusted", "?ca=FILE").doesNotContain(key);
    }

    /** The worker and its model reach nothing but their own loopback, from where one connection leads to the gateway. */
    @Test
    void aWorkerJoinsDevFromANetworkOfItsOwnByOneConnection() throws Exception {
        String network = "cf" + ProcessHandle.current().pid();
        assumeTrue(isRun("ip", "netns", "add", network), "this machine makes no network namespaces");
        try {
            assertThat(isRun("ip", "-n", network, "link", "set", "lo", "up")).isTrue();
            LauncherProcess dev = dev(
                    "--tls-cert",
                    certificates.certificate("server").toString(),
                    "--tls-key",
                    certificates.key("server").toString());
            startModel(network, "inside.json");
            String key = key("build-7", "worker");
            try (NetworkRelay relay = NetworkRelay.start(
                    network, RELAY_PORT, URI.create(gatewayOf(dev)).getPort())) {
                String gateway = "https://127.0.0.1:" + RELAY_PORT + "?ca=" + certificates.ca();
                LauncherProcess worker = within(
                        network, Map.of("CODEFLEET_API_KEY", key), workerCommand("inside.json", "--broker", gateway));
                E2e.eventually(() -> assertThat(worker.out()).as(worker.err()).contains("worker started"));
                assertWorks(Map.of("CODEFLEET_BROKER", broker()));
                assertThat(relay.isAlive()).isTrue();
                worker.terminate();
                assertThat(worker.exitCode()).as(worker.out() + worker.err()).isZero();
            }
        } finally {
            isRun("ip", "netns", "del", network);
        }
    }

    private LauncherProcess within(String network, Map<String, String> environment, String... arguments) {
        LauncherProcess process = LauncherProcess.jarInNetwork(folder, network, environment, arguments);
        started.add(process);
        return process;
    }

    /** Starts a scripted model in a network, and writes the configuration of OpenCode that knows it. */
    private void startModel(String network, String openCodeConfig) throws IOException {
        Path script = Files.writeString(folder.resolve("script.yml"), SCRIPT);
        LauncherProcess inside = within(
                network,
                Map.of(),
                "model",
                script.toString(),
                "--opencode-config",
                folder.resolve(openCodeConfig).toString());
        E2e.eventually(() -> assertThat(inside.out()).as(inside.err()).endsWith("/v1\n"));
    }

    private static boolean isRun(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Test
    void theBrokerCommandLeadsUntilItIsStopped() {
        LauncherProcess leader = onBroker("broker");
        E2e.eventually(
                () -> assertThat(leader.out()).as(leader.err()).startsWith("Ready: the namespace default of file:"));
        assertThat(onBroker("submit", "x", "--no-wait", "--id", "kept").exitCode())
                .isZero();
        leader.terminate();
        assertThat(leader.exitCode()).as(leader.err()).isZero();
        assertThat(onBroker("tasks").ended().out()).contains("kept");
    }

    @Test
    void theBrokerCommandNeedsABrokerThatIsLed() {
        assertRefused("redis://127.0.0.1:1", "needs no process that leads");
        assertRefused("https://127.0.0.1:1", "needs no process that leads");
        assertRefused("memory:x", "lives inside one process");
        assertRefused(broker() + "?lead=false", "lead=false");
    }

    private void assertRefused(String uri, String words) {
        LauncherProcess refused = begin(Map.of(), "broker", "--broker", uri);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).startsWith("codefleet: ").contains(words).hasLineCount(1);
    }

    @Test
    void devKeepsItsTasksAndAnotherMachineJoins() throws IOException {
        LauncherProcess dev = dev();
        String gateway = gatewayOf(dev);
        assertThat(dev.out()).contains("keys create NAME --role worker --broker " + broker());
        assertThat(onBroker("submit", "x", "--no-wait", "--id", "kept", "--requires", "nobody")
                        .exitCode())
                .isZero();
        Path key = Files.writeString(folder.resolve("far.key"), key("far", "worker"));
        CodefleetClient far =
                FutureResults.get(Codefleet.connect(vertx, CodefleetOptions.of(gateway + "?keyFile=" + key)));
        FutureResults.get(EchoWorkerMain.start(far, "far", 1));
        assertThat(onBroker("workers").ended().out()).contains("far", "dev-worker");
        FutureResults.get(far.close().map(true));
        dev.terminate();
        assertThat(dev.exitCode()).as(dev.err()).isZero();

        dev();
        assertThat(onBroker("tasks").ended().out()).contains("kept");
    }

    /** Returns the address by which another machine joins. */
    private static String gatewayOf(LauncherProcess dev) {
        return dev.out()
                .lines()
                .filter(line -> line.startsWith("Join:"))
                .map(line -> line.replaceFirst(".*--broker ", ""))
                .findFirst()
                .orElseThrow();
    }

    private LauncherProcess dev(String... more) {
        List<String> command = new ArrayList<>(List.of("dev", "--port", "0", "--opencode", E2e.openCode()));
        command.addAll(List.of("--data", folder.resolve("fleet").toString()));
        command.addAll(List.of(more));
        LauncherProcess dev = begin(Map.of(), command.toArray(String[]::new));
        E2e.eventually(() -> assertThat(dev.out()).as(dev.err()).contains("takes tasks"));
        return dev;
    }
}
