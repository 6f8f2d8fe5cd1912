package io.codefleet.broker.file;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.broker.Broker;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.broker.log.tck.IgnoringListener;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leading process that a SIGSTOP stops, and a SIGCONT continues. */
class StoppedLeaderTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(5);

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path temporary;

    private Path root;
    private Path said;
    private Process leader;

    @BeforeEach
    void startLeader() throws IOException {
        root = temporary.resolve("fleet");
        said = temporary.resolve("leader.out");
        leader = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SubmitterMain.class.getName(),
                        root.toUri().toString())
                .redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        await().atMost(START).until(() -> Files.readString(said).contains(SubmitterMain.READY));
    }

    @AfterEach
    void close() throws Exception {
        leader.destroyForcibly().waitFor();
        get(vertx.close());
    }

    private void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", name, Long.toString(leader.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void leaderSubmits(String id) throws IOException {
        sendToLeader(id);
        await().atMost(START).until(() -> Files.readString(said).contains(id + " submitted"));
    }

    private void sendToLeader(String line) throws IOException {
        leader.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        leader.getOutputStream().flush();
    }

    private void deleteLock() throws IOException {
        Files.delete(
                root.resolve("namespace-" + CodefleetOptions.DEFAULT_NAMESPACE).resolve("leader.lock"));
    }

    private Future<Broker> connect(Duration commandTimeout) {
        CodefleetOptions options = CodefleetOptions.of(root.toUri().toString()).commandTimeout(commandTimeout);
        return new FileBrokerProvider().connect(vertx, options, new IgnoringListener());
    }

    private static Future<?> submit(Broker broker, String id) {
        return broker.submit(List.of(Task.of("do it").id(id)));
    }

    private static List<String> tasks(Broker broker, String... ids) {
        List<TaskInfo> found = get(broker.find(List.of(ids)));
        return found.stream().map(info -> info.summary().id()).toList();
    }

    /** Reads the log as a new process does. */
    private List<LogRecord> records() {
        BrokerLog log = get(FileLog.open(
                vertx,
                root,
                CodefleetOptions.DEFAULT_NAMESPACE,
                FileBrokerProvider.SEGMENT_BYTES,
                new DiskWriter() {}));
        List<StoredRecord> records = get(log.read(0, 1 << 20));
        get(log.close());
        return records.stream().map(StoredRecord::record).toList();
    }

    @Test
    void keepsItsTermWhileItStandsStillAndGoesOn() throws Exception {
        leaderSubmits("before");
        Broker other = get(connect(SHORT));
        List<LogRecord> records = records();
        signal("-STOP");
        assertThat(failureOf(submit(other, "meanwhile"))).isInstanceOf(BrokerUnavailableException.class);
        assertThat(records()).isEqualTo(records);
        signal("-CONT");

        get(submit(other, "meanwhile"));
        assertThat(tasks(other, "before", "meanwhile")).containsExactly("before", "meanwhile");
        assertThat(records()).extracting(LogRecord::term).containsOnly(1L);
        get(other.close());
    }

    @Test
    void isReplacedWhenItIsKilledWhileItStandsStill() throws Exception {
        leaderSubmits("before");
        Broker other = get(connect(START));
        signal("-STOP");
        Future<?> meanwhile = submit(other, "meanwhile");
        leader.destroyForcibly().waitFor();

        get(meanwhile);
        assertThat(tasks(other, "before", "meanwhile")).containsExactly("before", "meanwhile");
        get(other.close());
    }

    /** The lock goes with its file: without the check before each write, both processes would write to one log. */
    @Test
    void writesNothingWhenAnotherProcessLeadsByThen() throws Exception {
        leaderSubmits("before");
        signal("-STOP");
        deleteLock();
        Broker other = get(connect(START));
        get(submit(other, "meanwhile"));
        signal("-CONT");
        leaderSubmits("after");

        assertThat(tasks(other, "before", "meanwhile", "after")).containsExactly("before", "meanwhile", "after");
        assertThat(records().stream().map(LogRecord::term).reduce(Long::max)).isEqualTo(Optional.of(2L));
        get(other.close());
        Broker later = get(connect(START));
        assertThat(tasks(later, "before", "meanwhile", "after")).containsExactly("before", "meanwhile", "after");
        get(later.close());
    }

    /** A process that reads only writes nothing: it would not notice that another one leads. */
    @Test
    void answersNoReadWhenAnotherProcessLeadsByThen() throws Exception {
        leaderSubmits("before");
        signal("-STOP");
        deleteLock();
        Broker other = get(connect(START));
        get(submit(other, "meanwhile"));
        signal("-CONT");
        sendToLeader(SubmitterMain.FIND + "meanwhile");

        await().atMost(START).until(() -> Files.readString(said).contains(SubmitterMain.FIND + "meanwhile"));
        assertThat(Files.readString(said)).contains("meanwhile found");
        get(other.close());
    }
}
