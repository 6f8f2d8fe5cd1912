package io.codefleet.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.faults.checker.FinalState;
import io.codefleet.faults.environment.NamespaceObserver;
import io.codefleet.faults.history.History;
import io.codefleet.faults.recording.Disturbance;
import io.codefleet.faults.recording.RecordingBrokerProvider;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run reads when it has ended. */
class QuiescenceTest {
    /** A broker on a machine under load does not answer within the time limit of a call. */
    @Test
    void whatIsLeftIsReadAgainWhereTheBrokerDidNotAnswer(@TempDir Path folder) {
        try (History history = History.of("run", folder)) {
            Disturbance line = new Disturbance();
            String uri = RecordingBrokerProvider.uri(history, line, "memory:" + folder.getFileName());
            CodefleetClient fleet = NamespaceObserver.get(
                    Codefleet.connect(CodefleetOptions.of(uri).namespace("a")));
            NamespaceObserver.get(fleet.submitTask(Task.of("x").id("t")).compose(task -> task.cancel("over")));
            line.loseCalls("find");
            CompletableFuture<Void> lifted = CompletableFuture.runAsync(() -> {
                await().until(() -> line.lost() > 0);
                line.lift();
            });
            FinalState state = Quiescence.of("a", fleet);

            assertThat(state.tasks()).hasSize(1);
            assertThat(lifted).isCompleted();
            NamespaceObserver.get(fleet.close());
        }
    }
}
