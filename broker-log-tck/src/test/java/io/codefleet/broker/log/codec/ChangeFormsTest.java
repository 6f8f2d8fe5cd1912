package io.codefleet.broker.log.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.Checkpoint;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskStatus;
import io.codefleet.Usage;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.CancelReason;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.broker.inmemory.internal.SignalBatch;
import io.codefleet.broker.inmemory.internal.StateChange;
import io.codefleet.broker.inmemory.internal.StoredTaskFields;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Changes as they are in logs: they are read as they were written, by this version and by later ones. */
class ChangeFormsTest {
    private static final String STORED =
            "054d030174050752554e4e494e47060408020a9a010c010f017710d00f1a021c904e1ef02e20c0b80225120310"
                    + "6e6f206c6f6e676572206e6565646564271002020404060608080a0a0d04302e32351d080303616e6e04c6011f"
                    + "0e02020402060408060a080c0a0e0c0d03030174";

    private static final List<Class<?>> JSON = List.of(
            Task.class, Outcome.class, Checkpoint.class, TaskError.class, WorkerInfo.class, WorkerCommand.class);

    private static final Instant AT = Instant.ofEpochSecond(1_700_000_000);

    private static final WorkerSignal COMMAND = new WorkerSignal.CommandReceived(WorkerCommand.of(WorkerCommand.PAUSE));

    private static StoredTaskFields fields() {
        return new StoredTaskFields(
                "t",
                TaskStatus.RUNNING,
                2,
                1,
                77,
                -1,
                Optional.of("w"),
                1000,
                StoredTaskFields.NEVER,
                StoredTaskFields.NEVER,
                Optional.empty(),
                StoredTaskFields.NEVER,
                true,
                5000,
                3000,
                20_000,
                StoredTaskFields.NEVER,
                Optional.of(CancelReason.of("no longer needed")),
                Usage.builder()
                        .inputTokens(1)
                        .outputTokens(2)
                        .reasoningTokens(3)
                        .cacheReadTokens(4)
                        .cacheWriteTokens(5)
                        .cost(new BigDecimal("0.25"))
                        .build());
    }

    private static List<StateChange> changes() {
        return List.copyOf(ChangeSamples.all().values());
    }

    private static StateChange.WorkerSet worker(SignalBatch unconfirmed) {
        WorkerInfo worker = WorkerInfo.builder("w", WorkerState.ONLINE, AT, AT).build();
        WorkerSignal cancel = new WorkerSignal.CancelRequested("t", "no longer needed");
        return new StateChange.WorkerSet(worker, 9000, 5000, false, List.of(cancel), unconfirmed, 0);
    }

    @Test
    void changesAreReadAsTheyWereWritten() {
        assertThat(ChangeForms.decode(ChangeForms.encode(changes()))).isEqualTo(changes());
    }

    /** The file may be added to. A line of it stays, and a changed form must still read it. */
    @Test
    void theBytesOfEveryChangeAreTheOnesOfExistingLogs() throws IOException {
        List<String> lines = new ArrayList<>();
        ChangeSamples.all()
                .forEach((name, change) -> lines.add(name + ": "
                        + HexFormat.of()
                                .formatHex(ChangeForms.encode(List.of(change)).getBytes())));
        List<String> stored = stored();
        assertThat(lines).isEqualTo(stored);
        assertThat(stored)
                .allSatisfy(line -> assertThat(ChangeForms.decode(bytes(line.substring(line.indexOf(": ") + 2))))
                        .as(line)
                        .containsExactly(ChangeSamples.all().get(line.substring(0, line.indexOf(": ")))));
    }

    private static List<String> stored() throws IOException {
        try (InputStream in = ChangeFormsTest.class.getResourceAsStream("/stored/changes.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static Buffer bytes(String hex) {
        return Buffer.buffer(HexFormat.of().parseHex(hex));
    }

    @Test
    void aChangeOfEachKindIsInTheFile() {
        assertThat(changes().stream().map(Object::getClass).distinct())
                .hasSameElementsAs(List.of(StateChange.class.getPermittedSubclasses()));
    }

    /** Otherwise the file would not notice the loss of a component. */
    @Test
    void theSamplesSetEveryComponent() {
        ChangeSamples.all().forEach(ChangeFormsTest::assertSet);
    }

    private static void assertSet(String path, Object value) {
        if (value instanceof Optional<?> optional) {
            assertThat(optional.isPresent() || path.endsWith("unknownAction"))
                    .as(path)
                    .isTrue();
            optional.ifPresent(each -> assertSet(path, each));
        } else if (value instanceof Collection<?> collection) {
            assertThat(collection).as(path).isNotEmpty();
            collection.forEach(each -> assertSet(path, each));
        } else if (value instanceof Map<?, ?> map) {
            assertThat(map).as(path).isNotEmpty();
        } else if (isComposed(value)) {
            for (Field field : value.getClass().getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    assertSet(path + "." + field.getName(), component(field.getName(), value));
                }
            }
        } else {
            assertThat(value)
                    .as(path)
                    .isNotEqualTo(0)
                    .isNotEqualTo(0L)
                    .isNotEqualTo(false)
                    .isNotEqualTo("");
        }
    }

    /** Content in JSON has a file of its own in the module of its types. */
    private static boolean isComposed(Object value) {
        return value.getClass().getPackageName().startsWith("io.codefleet")
                && !(value instanceof Enum)
                && JSON.stream().noneMatch(type -> type.isInstance(value));
    }

    private static Object component(String name, Object value) {
        try {
            return value.getClass().getMethod(name).invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Logs with these bytes exist: a changed form must still read them. */
    @Test
    void theFormsAreTheOnesOfExistingLogs() {
        List<StateChange> changes = List.of(
                new StateChange.TaskUpdated(fields()),
                new StateChange.RateUsed("ann", 99),
                new StateChange.CountersSet(1, true, 2, 3, 4, 5, 6),
                new StateChange.TaskDeleted("t"));
        Buffer stored = Buffer.buffer(HexFormat.of().parseHex(STORED));
        assertThat(HexFormat.of().formatHex(ChangeForms.encode(changes).getBytes()))
                .isEqualTo(STORED);
        assertThat(ChangeForms.decode(stored)).isEqualTo(changes);
    }

    /** Logs with workers that had no such signals exist, and a version that does not know them reads the rest. */
    @Test
    void theUnconfirmedSignalsOfAWorkerAreAFieldOfTheirOwn() {
        StateChange.WorkerSet plain = worker(SignalBatch.NONE);
        Buffer old = new FieldWriter()
                .message(
                        7,
                        plain,
                        (to, set) -> to.message(1, set.worker(), FleetForms::worker)
                                .number(2, 9000)
                                .number(3, 5000)
                                .messages(5, set.inbox(), FleetForms::signal))
                .toBuffer();
        assertThat(ChangeForms.encode(List.of(plain))).isEqualTo(old);
        assertThat(ChangeForms.decode(old)).containsExactly(plain);
        Buffer signals = new FieldWriter()
                .message(6, COMMAND, (to, signal) -> to.number(1, 7).message(2, signal, FleetForms::signal))
                .toBuffer();
        String stored = HexFormat.of()
                .formatHex(ChangeForms.encode(List.of(worker(new SignalBatch(7, List.of(COMMAND)))))
                        .getBytes());
        assertThat(stored).endsWith(HexFormat.of().formatHex(signals.getBytes()));
    }

    @Test
    void aChangeOfANewerVersionIsNotSkipped() {
        Buffer newer = new FieldWriter()
                .message(900, "x", (to, text) -> to.text(1, text))
                .toBuffer();
        assertThatThrownBy(() -> ChangeForms.decode(newer)).isInstanceOf(UnsupportedVersionException.class);
    }

    @Test
    void anEntryOfTheAuditWithAnActionOfANewerVersionKeepsIt() {
        AuditEntry entry = AuditEntry.builder(AT, "ann", AuditAction.UNKNOWN)
                .unknownAction("MOVED")
                .subjects(List.of("t"))
                .count(1)
                .build();
        Buffer newer = new FieldWriter()
                .message(
                        10,
                        "MOVED",
                        (to, action) -> to.number(1, 4)
                                .message(
                                        2,
                                        action,
                                        (of, code) -> of.instant(1, AT)
                                                .text(2, "ann")
                                                .text(3, code)
                                                .texts(4, List.of("t"))
                                                .number(5, 1)))
                .toBuffer();
        assertThat(ChangeForms.decode(newer)).containsExactly(new StateChange.AuditAdded(4, entry));
        assertThat(ChangeForms.encode(ChangeForms.decode(newer)))
                .as("stored again")
                .isEqualTo(newer);
    }

    @Test
    void aFieldOfANewerVersionIsSkipped() {
        Buffer newer = new FieldWriter()
                .message(6, "t", (to, id) -> to.text(1, id).number(900, 7).text(901, "more"))
                .toBuffer();
        assertThat(ChangeForms.decode(newer)).containsExactly(new StateChange.TaskDeleted("t"));
    }

    @Test
    void aChangeThatIsCutShortIsRefused() {
        Buffer encoded = ChangeForms.encode(changes());
        for (int length : new int[] {1, 2, 10, 100, encoded.length() - 1}) {
            assertThatThrownBy(() -> ChangeForms.decode(encoded.getBuffer(0, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(MalformedDataException.class);
        }
    }
}
