package io.codefleet.broker.log.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.BudgetExceededException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.LeaseLostException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.error.QueueFullException;
import io.codefleet.error.RateLimitedException;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.error.WorkerReplacedException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors that another process sent: they are read as they were raised. */
class ErrorFormsTest {
    /** The number of the newest kind of an error. */
    private static final int KINDS = 15;

    /** Errors that are read as they were raised. Their texts have the words at which a reader could cut. */
    static Stream<CodefleetException> errors() {
        return Stream.of(
                new InvalidInputException("task.id: x", "has a: b; correct it"),
                new InvalidInputException("id", "is empty"),
                new DuplicateTaskException("t: 1"),
                new LeaseLostException("t", 7),
                new WorkerReplacedException("w"),
                new PayloadTooLargeException("task t has 2", 9_000_000_000L, 1024),
                QueueFullException.ofNamespace("space", 5),
                QueueFullException.ofLane("task", 6),
                QueueFullException.ofLanes("task", "space", 7),
                new RateLimitedException("eve", Duration.ofMillis(1500)),
                BudgetExceededException.ofDay("key", "$2 of $1: spent", Instant.parse("2026-01-02T00:00:00Z")),
                BudgetExceededException.ofTotal("key", "$2 of $1"),
                new BudgetExceededException("run", "$2 of $1"),
                MalformedDataException.ofField("task t: 1", "/limits/deadlineMs", "is of kind text: 'x'", null),
                new MalformedDataException("task t", "it is cut short", null),
                new MalformedDataException("what cannot be read", "it is cut short", null),
                new BrokerRefusedException("no rights: ask", null),
                new BrokerUnavailableException("it does not answer: wait", null),
                UnsupportedVersionException.ofForm("task t", 3, 2),
                UnsupportedVersionException.ofValue("task t", "spread.by", 2, 1),
                UnsupportedVersionException.ofLayout("space", 2, 1));
    }

    private static CodefleetException read(Consumer<FieldWriter> write) {
        FieldWriter to = new FieldWriter();
        write.accept(to);
        return FieldReader.read("an error", to.toBuffer(), from -> ErrorForms.error(from, "space", "ann", "task"));
    }

    private static CodefleetException passed(Throwable error) {
        return read(to -> ErrorForms.error(to, error));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorIsReadAsItWasRaised(CodefleetException error) {
        CodefleetException read = passed(error);

        assertThat(read).hasSameClassAs(error).hasMessage(error.getMessage());
        assertThat(read.retryable()).isEqualTo(error.retryable());
        assertThat(components(read)).isEqualTo(components(error));
        assertThat(passed(read)).as("passed on").hasMessage(error.getMessage());
    }

    /** Returns what the methods of an error without parameters return. */
    private static Map<String, Object> components(CodefleetException error) {
        Map<String, Object> components = new TreeMap<>();
        Arrays.stream(error.getClass().getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getParameterCount() == 0)
                .forEach(method -> components.put(method.getName(), valueOf(method, error)));
        return components;
    }

    private static Object valueOf(Method method, CodefleetException error) {
        try {
            return method.invoke(error);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everyKindIsTried() {
        Set<Integer> kinds = new HashSet<>();
        Stream.concat(errors(), Stream.of(new ClosedException("the leader"))).forEach(error -> {
            FieldWriter to = new FieldWriter();
            ErrorForms.error(to, error);
            kinds.add(FieldReader.read("an error", to.toBuffer(), from -> from.integer(1)));
        });
        assertThat(kinds).hasSize(KINDS).allMatch(kind -> kind <= KINDS);
        assertThat(read(to -> to.number(1, KINDS + 1).text(2, "it is new")))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessage("it is new");
    }

    @Test
    void theOtherProcessIsAwayWhereItIsClosedOrFails() {
        Stream.of(new ClosedException("the leader"), new IllegalStateException("it broke"))
                .forEach(error -> assertThat(passed(error))
                        .isInstanceOf(BrokerUnavailableException.class)
                        .hasMessage(error.getMessage()));
    }

    @Test
    void anErrorWithoutAFormKeepsItsMessage() {
        CodefleetException error = new TaskNotFoundException("t");
        assertThat(passed(error)).isInstanceOf(BrokerRefusedException.class).hasMessage(error.getMessage());
    }

    /** Older processes send the texts only as parts of their messages. */
    @Test
    void errorsOfOlderProcessesAreRead() {
        assertThat(read(to -> to.text(2, "id: is empty").number(1, 1).text(3, "id")))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.fault()).isEqualTo("is empty"))
                .hasMessage("id: is empty");
        assertThat(read(to -> to.text(2, "task t cannot be read: it is cut short")
                        .number(1, 11)
                        .text(3, "task t cannot be read")))
                .isInstanceOfSatisfying(MalformedDataException.class, e -> {
                    assertThat(e.subject()).isEqualTo("task t");
                    assertThat(e.fault()).isEqualTo("it is cut short");
                    assertThat(e.pointer()).isEqualTo(Optional.empty());
                })
                .hasMessage("task t cannot be read: it is cut short");
        assertThat(read(to -> to.text(2, "slow down").number(1, 9).duration(6, Duration.ofSeconds(1))))
                .isInstanceOfSatisfying(
                        RateLimitedException.class, e -> assertThat(e.actor()).isEqualTo("ann"));
        assertThat(read(to -> to.text(2, "used up").number(1, 10).text(3, "key").text(7, "$2 of $1")))
                .isInstanceOfSatisfying(
                        BudgetExceededException.class,
                        e -> assertThat(e.scope()).isEqualTo(BudgetExceededException.Scope.TOTAL));
    }
}
