package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.agent.test.E2e;
import io.codefleet.kafka.test.KafkaTestServer;
import io.codefleet.testing.FreePort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's jar on a real Kafka, with a worker that needs no agent. */
class KafkaBrokerIT {
    @TempDir
    Path folder;

    private final List<LauncherProcess> started = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        started.forEach(LauncherProcess::close);
    }

    private LauncherProcess run(String... arguments) {
        LauncherProcess process = LauncherProcess.jar(folder, Map.of(), arguments);
        started.add(process);
        return process.ended();
    }

    @Test
    void aTaskIsSubmittedAndItsAnswerIsStandardOutput() {
        try (KafkaTestServer kafka = KafkaTestServer.start()) {
            LauncherProcess worker =
                    LauncherProcess.main(folder, EchoWorkerMain.class, kafka.uri(), "default", "echo", "2");
            started.add(worker);
            E2e.eventually(() -> assertThat(worker.out()).contains("ready"));

            LauncherProcess submit = run("submit", "--broker", kafka.uri(), "hällo", "--id", "t/1");
            assertThat(submit.exitCode()).as(submit.err()).isZero();
            assertThat(submit.out()).isEqualTo("echo hällo\n");
            assertThat(submit.err()).doesNotContain("org.apache.kafka");
            assertThat(run("tasks", "--broker", kafka.uri()).out()).contains("t/1", "completed", "echo");
        }
    }

    @Test
    void aMissingServerIsReportedInOneLine() {
        LauncherProcess tasks = run("tasks", "--broker", "kafka://127.0.0.1:" + FreePort.find());
        assertThat(tasks.exitCode()).isNotZero();
        assertThat(tasks.err()).startsWith("codefleet: ").hasLineCount(1).contains("did not answer");
    }
}
