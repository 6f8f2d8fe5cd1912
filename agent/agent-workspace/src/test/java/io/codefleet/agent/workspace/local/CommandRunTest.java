package io.codefleet.agent.workspace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs whose output is taken as it comes. */
@Timeout(60)
class CommandRunTest {
    private static CommandRun.CommandExit run(String script, CommandRun.Sink sink) throws IOException {
        return CommandRun.run(new ProcessBuilder("sh", "-c", script), Duration.ofHours(1), () -> {}, List.of(), sink);
    }

    private static void raise(boolean asError) {
        if (asError) {
            throw new StackOverflowError("too deep");
        }
        throw new IllegalStateException("too deep");
    }

    /** The program prints for ever and nobody reads it any more. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSinkThatThrowsEndsTheProgramAndIsTheCause(boolean asError) {
        AtomicLong pid = new AtomicLong();

        assertThatThrownBy(() -> run("echo $$; exec yes", (bytes, length) -> {
                    String printed = new String(bytes, 0, length, StandardCharsets.UTF_8);
                    pid.set(Long.parseLong(printed.lines().findFirst().orElseThrow()));
                    raise(asError);
                    return true;
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too deep")
                .hasRootCauseMessage("too deep");

        Optional<ProcessHandle> program = ProcessHandle.of(pid.get());
        program.ifPresent(left -> left.onExit().join());
        assertThat(pid).hasPositiveValue();
    }

    @Test
    void theExitCodeAndTheErrorsOfAProgramAreGiven() throws IOException {
        CommandRun.CommandExit exit = run("echo out; echo wrong >&2; exit 3", (bytes, length) -> true);

        assertThat(exit.code()).isEqualTo(3);
        assertThat(exit.errors()).isEqualTo("wrong\n");
    }
}
