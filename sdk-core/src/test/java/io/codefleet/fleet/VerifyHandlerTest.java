package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.consensus.VerifyTask;
import io.codefleet.testing.VertxExtension;
import io.codefleet.verify.VerifyHandler;
import io.codefleet.verify.VerifyOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class VerifyHandlerTest extends FleetTest {
    private static final String PATCH = """
            --- a/sub/hello.txt
            +++ b/sub/hello.txt
            @@ -1 +1 @@
            -hello
            +hello, world
            """;

    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();

    @TempDir
    private Path folder;

    @BeforeEach
    void makeProject() throws IOException {
        Files.createDirectories(folder.resolve("projects/greeter/sub"));
        Files.writeString(folder.resolve("projects/greeter/sub/hello.txt"), "hello\n");
    }

    private Outcome outcome(VerifyOptions options, String project, String patch, String command) {
        VerifyHandler handler = new VerifyHandler(vertx, options.scratch(folder.resolve("scratch")));
        get(fleet.worker(WorkerOptions.create())
                .handle(VerifyTask.TYPE, handler)
                .start());
        Task task = VerifyTask.of(command).attribute(VerifyTask.PATCH, patch).project(project);
        return run(task);
    }

    private TaskResult verify(String patch, String command) {
        return outcome(VerifyOptions.DEFAULT, project(), patch, command).resultOrThrow();
    }

    private String project() {
        return folder.resolve("projects/greeter").toString();
    }

    private static int exitCode(TaskResult result) {
        return ((Number) result.data().get(VerifyTask.EXIT_CODE)).intValue();
    }

    @Test
    void theCommandSeesThePatchedProject() {
        TaskResult result = verify(PATCH, "cat sub/hello.txt");

        assertThat(exitCode(result)).isZero();
        assertThat(result.data())
                .containsEntry(VerifyTask.OUTPUT, "hello, world\n")
                .containsEntry(VerifyTask.APPLIED, true);
    }

    @Test
    void theProjectItselfIsLeftAloneAndTheCopyRemoved() throws IOException {
        verify(PATCH, "echo more > sub/hello.txt");

        assertThat(folder.resolve("projects/greeter/sub/hello.txt")).hasContent("hello");
        assertThat(folder.resolve("scratch")).isEmptyDirectory();
    }

    @Test
    void aCommandThatFailsIsAnAnswer() {
        TaskResult result = verify("", "echo broken >&2; exit 3");

        assertThat(exitCode(result)).isEqualTo(3);
        assertThat(result.text()).isEqualTo("broken\n");
    }

    @Test
    void aPatchThatDoesNotApplyIsAnAnswerToo() {
        TaskResult result = verify(PATCH.replace("-hello", "-bye"), "true");

        assertThat(exitCode(result)).isNotZero();
        assertThat(result.data()).containsEntry(VerifyTask.APPLIED, false);
        assertThat(result.text()).contains("hello.txt");
    }

    @Test
    void aRepositoryIsTakenAsOfItsLastCommit() throws IOException, InterruptedException {
        String commit = "git init -q && git add . && git -c user.name=t -c user.email=t@example.org commit -qm first";
        int code = new ProcessBuilder("sh", "-c", commit)
                .directory(Path.of(project()).toFile())
                .start()
                .waitFor();
        assertThat(code).isZero();
        Files.writeString(folder.resolve("projects/greeter/sub/hello.txt"), "not committed\n");

        assertThat(verify(PATCH, "cat sub/hello.txt").text()).isEqualTo("hello, world\n");
    }

    @Test
    void aCommandThatRunsTooLongIsEndedAndFailed() {
        Outcome outcome = outcome(
                VerifyOptions.DEFAULT.timeLimit(Duration.ofMillis(300)), project(), "", "echo begun; sleep 600");

        assertThat(exitCode(outcome.resultOrThrow())).isEqualTo(VerifyOptions.TIMED_OUT);
        assertThat(outcome.resultOrThrow().text()).startsWith("begun\n");
    }

    @Test
    void onlyTheEndOfALongOutputIsReported() {
        Outcome outcome = outcome(VerifyOptions.DEFAULT.maxOutputBytes(4), project(), "", "printf 0123456789");

        assertThat(outcome.resultOrThrow().text()).isEqualTo("[… 6 bytes before]\n6789");
    }

    @Test
    void aProjectOutsideTheRootIsRefused() {
        Outcome outcome = outcome(VerifyOptions.DEFAULT.root(folder.resolve("projects")), "/tmp", "", "true");

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.error().kind()).isEqualTo(ErrorKind.PERMANENT);
            assertThat(failed.error().message()).contains("outside");
        });
    }

    @Test
    void aTaskWithoutAPatchIsRefused() {
        get(fleet.worker(WorkerOptions.create())
                .handle(VerifyTask.TYPE, new VerifyHandler(vertx, VerifyOptions.DEFAULT))
                .start());

        assertThat(run(VerifyTask.of("true").project(project())))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.error().message()).contains("context.attributes.patch"));
    }
}
