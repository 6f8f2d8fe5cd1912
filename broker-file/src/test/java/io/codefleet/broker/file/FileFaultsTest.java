package io.codefleet.broker.file;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.broker.Broker;
import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.broker.log.tck.IgnoringListener;
import io.codefleet.codec.AesGcmCodec;
import io.codefleet.codec.PayloadKeys;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder that is damaged, full, of another version, or none of a broker. */
@Timeout(90)
class FileFaultsTest {
    private static final long SMALL_SEGMENTS = 300;

    @TempDir
    Path root;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private BrokerLog open(long segmentBytes) {
        return get(FileLog.open(vertx, root, "test", segmentBytes, new DiskWriter() {}));
    }

    private static LogRecord record(long index) {
        LogRecord.Kind kind = index == 0 ? LogRecord.Kind.TERM : LogRecord.Kind.CHANGE;
        return new LogRecord(1, index, index, kind, Buffer.buffer("the content of record " + index));
    }

    /** A log of this many records, closed. */
    private void write(long segmentBytes, int count) {
        BrokerLog log = open(segmentBytes);
        get(log.elect());
        for (int i = 0; i < count; i++) {
            get(log.append(i, record(i)));
        }
        get(log.close());
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("namespace-test"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    private static void cut(Path file, int bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - bytes);
        }
    }

    private static void flip(Path file, long at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 4));
            channel.write(one.rewind(), at);
        }
    }

    private static List<LogRecord> records(BrokerLog log) {
        return get(log.read(0, 1 << 20)).stream().map(StoredRecord::record).toList();
    }

    /** Runs a step and returns what was written to standard error meanwhile, where the log of the tests goes. */
    private static String standardErrorOf(Runnable step) {
        PrintStream console = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            step.run();
        } finally {
            System.setErr(console);
        }
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aLogThatWasClosedInGoodOrderIsOpenedWithoutAWarning() {
        write(FileBrokerProvider.SEGMENT_BYTES, 3);
        BrokerLog log = open(FileBrokerProvider.SEGMENT_BYTES);
        assertThat(standardErrorOf(() -> get(log.elect()))).doesNotContain("unfinished record");
        get(log.close());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 40, 50, 60})
    void anUnfinishedRecordAtTheEndIsCutOff(int bytes) throws IOException {
        write(FileBrokerProvider.SEGMENT_BYTES, 3);
        cut(segments().get(0), bytes);
        BrokerLog log = open(FileBrokerProvider.SEGMENT_BYTES);
        String said = standardErrorOf(() -> get(log.elect()));
        assertThat(said)
                .contains(
                        "WARN",
                        "unfinished record",
                        segments().get(0).toRealPath().toString());
        assertThat(records(log)).containsExactly(record(0), record(1));
        get(log.append(2, record(2)));
        assertThat(records(open(FileBrokerProvider.SEGMENT_BYTES))).containsExactly(record(0), record(1), record(2));
        get(log.close());
    }

    @Test
    void aSegmentWithoutItsHeaderIsMadeAgain() throws IOException {
        write(SMALL_SEGMENTS, 9);
        Path last = segments().get(segments().size() - 1);
        long position = Long.parseLong(last.getFileName().toString().replace(".log", ""));
        cut(last, (int) Files.size(last) - 3);
        BrokerLog log = open(SMALL_SEGMENTS);
        get(log.elect());
        assertThat(records(log)).hasSize((int) position - 1);
        get(log.append(position - 1, record(position - 1)));
        get(log.close());
    }

    @Test
    void aFlippedBitBeforeTheEndRefusesTheLog() throws IOException {
        write(FileBrokerProvider.SEGMENT_BYTES, 5);
        Path file = segments().get(0);
        flip(file, Files.size(file) / 2);
        BrokerLog log = open(FileBrokerProvider.SEGMENT_BYTES);
        assertThat(failureOf(log.elect()))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining(file.toRealPath().toString())
                .hasMessageContaining("damaged");
        get(log.close());
    }

    @Test
    void aFlippedBitInAnEarlierSegmentIsFoundByReading() throws IOException {
        write(SMALL_SEGMENTS, 20);
        flip(segments().get(1), Segment.HEADER_BYTES + Segment.FRAME_BYTES + LogRecord.HEADER_BYTES + 3);
        BrokerLog log = open(SMALL_SEGMENTS);
        get(log.elect());
        assertThat(failureOf(log.read(0, 1 << 20)))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("damaged or missing");
        get(log.close());
    }

    @Test
    void aLogOfANewerVersionIsRefusedAndNotChanged() throws IOException {
        write(FileBrokerProvider.SEGMENT_BYTES, 3);
        Path file = segments().get(0);
        byte[] content = Files.readAllBytes(file);
        content[7] = 9;
        Files.write(file, content);
        BrokerLog log = open(FileBrokerProvider.SEGMENT_BYTES);
        assertThat(failureOf(log.elect())).isInstanceOf(UnsupportedVersionException.class);
        get(log.close());
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    @Test
    void aRecordOfANewerVersionIsRefusedAndNotCutOff() throws IOException {
        write(FileBrokerProvider.SEGMENT_BYTES, 2);
        Path file = segments().get(0);
        byte[] content = Files.readAllBytes(file);
        content[Segment.HEADER_BYTES + Segment.FRAME_BYTES] = 9;
        Files.write(file, content);
        BrokerLog log = open(FileBrokerProvider.SEGMENT_BYTES);
        assertThat(failureOf(log.elect())).isInstanceOf(UnsupportedVersionException.class);
        get(log.close());
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    @Test
    void aFullDiskFailsTheAppendAndLeavesNoTrace() {
        AtomicBoolean isFull = new AtomicBoolean();
        DiskWriter disk = new DiskWriter() {
            @Override
            public void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
                if (isFull.get()) {
                    channel.write(bytes.slice(0, bytes.remaining() / 2), at);
                    throw new IOException("No space left on device");
                }
                DiskWriter.super.write(channel, bytes, at);
            }
        };
        BrokerLog log = get(FileLog.open(vertx, root, "test", FileBrokerProvider.SEGMENT_BYTES, disk));
        get(log.elect());
        get(log.append(0, record(0)));
        isFull.set(true);
        Throwable failure = failureOf(log.append(1, record(1)));
        assertThat(failure).isInstanceOf(AppendException.class).hasMessageContaining("No space left on device");
        assertThat(((AppendException) failure).kind()).isEqualTo(AppendException.Kind.FAILED);
        assertThat(records(log)).containsExactly(record(0));
        isFull.set(false);
        get(log.append(1, record(1)));
        assertThat(records(open(FileBrokerProvider.SEGMENT_BYTES))).containsExactly(record(0), record(1));
        get(log.close());
    }

    // ---- the folder

    private Future<Broker> connect(String uri) {
        CodefleetOptions options = CodefleetOptions.of(uri).commandTimeout(Duration.ofSeconds(5));
        return new FileBrokerProvider().connect(vertx, options, new IgnoringListener());
    }

    @Test
    void aFolderOfANewerLayoutIsRefused() throws IOException {
        Files.writeString(root.resolve("codefleet-broker.json"), "{\"layout\":7}");
        assertThat(failureOf(connect(root.toUri().toString()))).isInstanceOf(UnsupportedVersionException.class);
    }

    @Test
    void aDescriptionThatCannotBeReadIsRefused() throws IOException {
        Files.writeString(root.resolve("codefleet-broker.json"), "not JSON");
        assertThat(failureOf(connect(root.toUri().toString()))).isInstanceOf(MalformedDataException.class);
    }

    @Test
    void aFolderOfSomethingElseIsRefused() throws IOException {
        Files.writeString(root.resolve("README.md"), "a project");
        assertThat(failureOf(connect(root.toUri().toString())))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("empty folder");
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aFileIsRefused() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "");
        assertThat(failureOf(connect(file.toUri().toString()))).isInstanceOf(BrokerRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:fleet", "file://host/fleet", "file:/", "file:/fleet#x"})
    void aUriThatNamesNoFolderIsRefused(String uri) {
        assertThat(failureOf(connect(uri)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("as in file:/");
    }

    @ParameterizedTest
    @CsvSource({
        "file:/fleet?leed=false, did you mean lead?",
        "file:/fleet?lead=no, write true or false",
        "file:/fleet?lead=, gives no value to lead",
        "file:/fleet?lead=true&lead=false, names lead twice"
    })
    void anOptionThatCannotBeReadIsRefused(String uri, String fault) {
        assertThat(failureOf(connect(uri)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("uri: ")
                .hasMessageContaining(fault);
    }

    @Test
    void aCodecIsRefusedAsContentWouldNotBeEncrypted() {
        AesGcmCodec codec = AesGcmCodec.of(PayloadKeys.of("k", new byte[32], new byte[32]));
        CodefleetOptions options = CodefleetOptions.of(root.toUri().toString()).codec(codec);
        assertThat(failureOf(new FileBrokerProvider().connect(vertx, options, new IgnoringListener())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("codec");
    }

    private static Throwable failureOfSubmit(Broker broker) {
        return failureOf(broker.submit(List.of(Task.of("do it").id("b"))));
    }

    @Test
    void aNamespaceThatIsDeletedUnderARunningFleetEndsItsCalls() throws IOException {
        String uri = root.toUri().toString();
        List<Broker> brokers = List.of(get(connect(uri)), get(connect(uri)), get(connect(uri + "?lead=false")));
        brokers.forEach(broker -> get(broker.submit(List.of(Task.of("do it").id("a")))));
        Path namespace = root.resolve("namespace-" + CodefleetOptions.DEFAULT_NAMESPACE);
        try (Stream<Path> files = Files.walk(namespace)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        for (Broker broker : brokers.subList(0, 2)) {
            await().untilAsserted(() -> assertThat(failureOfSubmit(broker))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("somebody deleted")
                    .hasMessageContaining(namespace.toString())
                    .hasMessageContaining("restart"));
        }
        assertThat(failureOfSubmit(brokers.get(2)))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("somebody deleted");
        brokers.forEach(broker -> get(broker.close()));
        Broker restarted = get(connect(uri));
        assertThat(get(restarted.find(List.of("a")))).isEmpty();
        get(restarted.close());
    }

    @Test
    void aFolderThatReplacesTheOneOfARunningProcessIsRefused() throws IOException {
        Path namespace = root.resolve("namespace-test");
        BrokerLog log = open(FileBrokerProvider.SEGMENT_BYTES);
        Files.move(namespace, root.resolve("moved"));
        BrokerLog other = open(FileBrokerProvider.SEGMENT_BYTES);
        assertThat(failureOf(log.elect())).isInstanceOf(BrokerRefusedException.class);
        get(other.elect());
        get(log.close());
        get(other.close());
    }

    @Test
    void aProcessWhoseFolderWasReplacedDoesNotJoinTheNewOne() throws IOException {
        String uri = root.toUri().toString();
        Broker leader = get(connect(uri));
        Broker follower = get(connect(uri + "?lead=false"));
        get(follower.submit(List.of(Task.of("do it").id("before"))));
        get(leader.close());
        Files.move(root.resolve("namespace-" + CodefleetOptions.DEFAULT_NAMESPACE), root.resolve("moved"));
        Broker other = get(connect(uri));

        assertThat(failureOf(follower.submit(List.of(Task.of("do it").id("after")))))
                .hasMessageContaining("somebody deleted or replaced the folder");
        assertThat(get(other.find(List.of("after")))).isEmpty();
        get(follower.close());
        get(other.close());
    }

    @Test
    void aDamagedLogEndsTheConnectWithItsError() throws IOException {
        String uri = root.toUri().toString();
        Broker broker = get(connect(uri));
        for (int i = 0; i < 3; i++) {
            get(broker.submit(List.of(Task.of("do it").id("t" + i))));
        }
        get(broker.close());
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".log")).toList()) {
                flip(file, Segment.HEADER_BYTES + 40);
            }
        }
        assertThat(failureOf(connect(uri))).isInstanceOf(MalformedDataException.class);
    }
}
