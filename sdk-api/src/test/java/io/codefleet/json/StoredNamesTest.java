package io.codefleet.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Artifact;
import io.codefleet.AttemptInfo;
import io.codefleet.AuditAction;
import io.codefleet.Backoff;
import io.codefleet.CancelResult;
import io.codefleet.Coded;
import io.codefleet.DocumentOwner;
import io.codefleet.ErrorKind;
import io.codefleet.FleetEvent;
import io.codefleet.Placement;
import io.codefleet.TaskHeaders;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerState;
import io.codefleet.codec.PayloadContext;
import io.codefleet.codec.PayloadKind;
import io.codefleet.consensus.Abstentions;
import io.codefleet.consensus.Decision;
import io.codefleet.consensus.TieRule;
import io.codefleet.consensus.Vote;
import io.codefleet.transcript.TranscriptStep;
import io.codefleet.workflow.Condition;
import io.codefleet.workflow.RunState;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.Workflows;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names that are stored, hashed or authenticated, in one list. A line of it may be added; one that is there stays. */
class StoredNamesTest {
    private static String codes(Coded... constants) {
        return Arrays.stream(constants).map(Coded::code).sorted().collect(Collectors.joining(" "));
    }

    private static Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("task status", codes(TaskStatus.values()));
        names.put("error kind", codes(ErrorKind.values()));
        names.put("attempt end", codes(AttemptInfo.End.values()));
        names.put("worker state", codes(WorkerState.values()));
        names.put("task event", codes(FleetEvent.TaskEvent.Kind.values()));
        names.put("worker event", codes(FleetEvent.WorkerEvent.Kind.values()));
        names.put("audit action", codes(AuditAction.values()));
        names.put("backoff growth", codes(Backoff.Growth.values()));
        names.put("spread by", codes(Placement.Spread.By.values()));
        names.put("artifact form", codes(Artifact.Form.values()));
        names.put("step state", codes(StepState.values()));
        names.put("run state", codes(RunState.values()));
        names.put("step condition", codes(Condition.values()));
        names.put("agreement by", codes(AgreementKind.values()));
        names.put("tie rule", codes(TieRule.values()));
        names.put("abstentions", codes(Abstentions.values()));
        names.put(
                "task type",
                String.join(
                        " ",
                        Workflows.TASK_TYPE,
                        Workflows.APPROVAL_TYPE,
                        Workflows.PAUSE_TYPE,
                        Workflows.TIME_LIMIT_TYPE,
                        ConsensusTask.TYPE));
        names.put(
                "payload kind",
                Arrays.stream(PayloadKind.values())
                        .map(PayloadKind::code)
                        .sorted()
                        .collect(Collectors.joining(" ")));
        names.put(
                "worker command",
                String.join(
                        " ",
                        WorkerCommand.PAUSE,
                        WorkerCommand.RESUME,
                        WorkerCommand.DRAIN,
                        WorkerCommand.RESTART,
                        WorkerCommand.SET_CONCURRENCY));
        names.put(
                "task header", String.join(" ", TaskHeaders.BAGGAGE, TaskHeaders.TRACEPARENT, TaskHeaders.TRACESTATE));
        names.put("tool call", codes(TranscriptStep.ToolStep.ToolStatus.values()));
        names.put("document of an attempt", new DocumentOwner("ID", 1).kind() + " " + TranscriptDocuments.name(0));
        names.put("cancel result", codes(CancelResult.values()));
        names.put("vote status", codes(Vote.Status.values()));
        names.put("undecided reason", codes(Decision.Reason.values()));
        return names;
    }

    @Test
    void storedNamesAreUnchanged() {
        Golden.assertSame(
                "names.txt",
                names().entrySet().stream()
                        .map(each -> each.getKey() + ": " + each.getValue())
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void thePlaceOfAPayloadIsAuthenticatedByTheCodeOfItsKind() {
        byte[] bytes = new PayloadContext("ns", "t", PayloadKind.CANCEL_REASON).bytes();
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("\0\0\0\2ns\0\0\0\1t\0\0\0\15CANCEL_REASON");
    }

    /** Otherwise the files of {@link StoredFormsTest} would not notice the loss of a component. */
    @Test
    void theSamplesSetEveryComponent() {
        Stream.of(
                        StoredSamples.HEADED_TASK,
                        StoredSamples.SPREAD_TASK
                                .tags(StoredSamples.HEADED_TASK.tags())
                                .headers(StoredSamples.HEADED_TASK.headers()),
                        StoredSamples.RESULT,
                        StoredSamples.ERROR,
                        StoredSamples.COMPLETED,
                        StoredSamples.FAILED,
                        StoredSamples.CANCELLED,
                        StoredSamples.PROGRESS,
                        StoredSamples.CHECKPOINT,
                        StoredSamples.COMMAND,
                        StoredSamples.WORKER,
                        StoredSamples.HEADED_INFO,
                        StoredSamples.TASK_EVENT,
                        StoredSamples.WORKER_EVENT,
                        StoredSamples.AUDIT.toBuilder().unknownAction("MOVED").build(),
                        StoredSamples.RUN_PROGRESS)
                .forEach(sample -> assertSet(sample.getClass().getSimpleName(), sample));
    }

    private static void assertSet(String path, Object value) {
        if (value instanceof Optional<?> optional) {
            assertThat(optional).as(path).isPresent();
            assertSet(path, optional.get());
        } else if (value instanceof Collection<?> collection) {
            assertThat(collection).as(path).isNotEmpty();
            collection.forEach(each -> assertSet(path, each));
        } else if (value instanceof Map<?, ?> map) {
            assertThat(map).as(path).isNotEmpty();
        } else if (isComposed(value)) {
            components(value).forEach((component, each) -> {
                String name = path + "." + component;
                // The figures of a type are not divided by type again.
                if (!name.endsWith("byType") || path.equals("WorkerInfo.performance")) {
                    assertSet(name, each);
                }
            });
        } else {
            assertThat(value).as(path).isNotEqualTo(0).isNotEqualTo(0L).isNotEqualTo("");
        }
    }

    private static boolean isComposed(Object value) {
        return value.getClass().getPackageName().startsWith("io.codefleet")
                && !(value instanceof Enum)
                && !(value instanceof Artifact);
    }

    /** The components of a record or another value, as its accessors return them. */
    private static Map<String, Object> components(Object value) {
        Map<String, Object> components = new LinkedHashMap<>();
        for (Field field : value.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                components.put(field.getName(), read(field.getName(), value));
            }
        }
        assertThat(components).as(value.getClass().getSimpleName()).isNotEmpty();
        return components;
    }

    private static Object read(String component, Object value) {
        try {
            return value.getClass().getMethod(component).invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
