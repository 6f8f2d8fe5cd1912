package io.codefleet.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import io.codefleet.BulkSubmitException;
import io.codefleet.BulkSubmitResult;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.TaskCancelledException;
import io.codefleet.TaskError;
import io.codefleet.TaskFailedException;
import io.codefleet.Usage;
import io.codefleet.mapreduce.MapReduceFailedException;
import io.codefleet.mapreduce.MapReduceResult;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import io.codefleet.workflow.WorkflowFailedException;
import io.codefleet.workflow.WorkflowResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exceptions that frameworks of hosts serialize: nothing that they have is lost. */
class ExceptionSerializationTest {
    private static final Instant AT = Instant.ofEpochSecond(1_700_000_000);
    private static final Usage USAGE =
            Usage.builder().inputTokens(3).cost(new BigDecimal("0.25")).build();
    private static final TaskError ERROR = TaskError.of(ErrorKind.RATE_LIMITED, "slow down")
            .at(2, "w")
            .retryAfter(Duration.ofSeconds(3))
            .details(Map.of("list", List.of(1, Map.of("deep", true))));
    private static final TaskError PLAIN = TaskError.of(ErrorKind.PERMANENT, "no");

    static Stream<CodefleetException> errors() {
        return Stream.concat(ofBrokers(), ofWork());
    }

    private static Stream<CodefleetException> ofBrokers() {
        return Stream.of(
                new BrokerRefusedException("no rights", null),
                new BrokerUnavailableException("away", new IOException("reset")),
                BudgetExceededException.ofDay("key", "$2 of $1", AT),
                BudgetExceededException.ofTotal("key", "$2 of $1"),
                new ClosedException("the client"),
                new DuplicateTaskException("t"),
                new InterceptorException("Tracing", "the submit", "failed", null),
                new InvalidInputException("id", "is empty"),
                new LeaseLostException("t", 2),
                MalformedDataException.ofField("task t", "/id", "is a number", null),
                new MalformedDataException("task t", "is cut short", null),
                new PayloadTooLargeException("task t", 3, 2),
                QueueFullException.ofNamespace("space", 3),
                new RateLimitedException("ann", Duration.ofSeconds(1)),
                UnsupportedVersionException.ofForm("task t", 2, 1),
                new WorkerNotFoundException("w", Optional.of("v")),
                new WorkerReplacedException("w"));
    }

    private static Stream<CodefleetException> ofWork() {
        StepStatus step = StepStatus.builder("s", StepState.FAILED)
                .taskIds(List.of("r/s"))
                .usage(USAGE)
                .compensation(StepState.SUCCEEDED)
                .steps(List.of(StepStatus.of("inner", StepState.SKIPPED)))
                .build();
        return Stream.of(
                new AttemptException(ERROR, null).usage(USAGE),
                new AttemptException(PLAIN, null),
                new BulkSubmitException(new BulkSubmitResult(1, 2, 3), new IOException("reset")),
                new PartTooLargeException(1, 2, 3, 4),
                new RunCancelledException("r", "not needed"),
                new SubmitException(2, Map.of("t", new DuplicateTaskException("t"))),
                new TaskCancelledException(new Outcome.Cancelled("t", 1, AT, "no", Optional.of("up"), USAGE)),
                new TaskCancelledException(new Outcome.Cancelled("t", 1, AT, "no")),
                new TaskFailedException(new Outcome.Failed("t", 2, AT, ERROR, USAGE)),
                new TaskNotFoundException("t"),
                new UnusableAnswerException("t", 3, "no JSON", null),
                new WorkflowFailedException(
                        "run r failed", new WorkflowResult("r", Map.of("a", 1), List.of(step), USAGE)));
    }

    private static CodefleetException read(CodefleetException error) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(error);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (CodefleetException) in.readObject();
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anExceptionIsReadAsItWasWritten(CodefleetException error) throws Exception {
        CodefleetException read = read(error);

        assertThat(read).hasSameClassAs(error).hasMessage(error.getMessage());
        assertThat(read.retryable()).isEqualTo(error.retryable());
        assertThat(read.getStackTrace()).isEqualTo(error.getStackTrace());
        assertThat(components(read)).isEqualTo(components(error));
    }

    /** Returns what the accessors of an exception return; of exceptions in it the messages, as these are never equal. */
    private static Map<String, Object> components(CodefleetException error) {
        Map<String, Object> components = new TreeMap<>();
        for (Method method : error.getClass().getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())
                    && !Modifier.isStatic(method.getModifiers())
                    && method.getParameterCount() == 0) {
                components.put(method.getName(), component(method, error));
            }
        }
        return components;
    }

    private static Object component(Method method, CodefleetException error) {
        try {
            Object value = method.invoke(error);
            assertThat(value).as(method.getName()).isNotNull();
            return error instanceof SubmitException refused ? refused.refused().toString() : value;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Items and values are of the host's types, which need not be serializable. */
    @Test
    void theResultOfAFailedMapReduceKeepsItsCounts() throws Exception {
        MapReduceResult<Object, Object, Object> result = new MapReduceResult<>(
                "r", Optional.of(new Object()), List.of(), 5, 2, 1, USAGE, Optional.of("the budget"));
        MapReduceFailedException read =
                (MapReduceFailedException) read(new MapReduceFailedException(result, "an item failed", null));

        assertThat(read.result())
                .isEqualTo(new MapReduceResult<>("r", Optional.empty(), List.of(), 5, 2, 1, USAGE, Optional.empty()));
    }

    @Test
    void everyExceptionIsTried() throws Exception {
        Path classes = Path.of(CodefleetException.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Set<Class<?>> tried = errors().map(Object::getClass).collect(Collectors.toSet());
        tried.addAll(List.of(MapReduceFailedException.class, CodefleetException.class));
        try (Stream<Path> files = Files.walk(classes)) {
            List<String> untried = files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith("Exception.class"))
                    .map(name -> name.replace('/', '.').replaceFirst("\\.class$", ""))
                    .filter(name ->
                            tried.stream().noneMatch(type -> type.getName().equals(name)))
                    .filter(ExceptionSerializationTest::hasComponents)
                    .toList();
            assertThat(untried).isEmpty();
        }
    }

    private static boolean hasComponents(String type) {
        try {
            return Arrays.stream(Class.forName(type).getDeclaredFields())
                    .anyMatch(field -> !Modifier.isStatic(field.getModifiers()));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
