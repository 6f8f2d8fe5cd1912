package io.codefleet.faults.process;

import io.codefleet.CodefleetClient;
import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.History;
import io.codefleet.faults.recording.Disturbance;
import io.codefleet.faults.recording.RecordingBrokerProvider;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A worker in a process of its own. Drains at SIGTERM, and dies with the run that started it. */
public final class WorkerMain {
    private WorkerMain() {}

    /**
     * Runs a worker process.
     *
     * @param args the name of the process, the folder of histories, the broker's URI, the namespace, the worker's id
     */
    public static void main(String[] args) {
        History history = History.of(args[0], Path.of(args[1]));
        Vertx vertx = Vertx.vertx();
        AtomicReference<@Nullable CodefleetClient> joined = new AtomicReference<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(joined.get(), history)));
        String uri = RecordingBrokerProvider.uri(history, new Disturbance(), args[2]);
        new WorkerWorkload(vertx, history, () -> Runtime.getRuntime().halt(1))
                .begin(RunTiming.options(uri, args[3]), args[4])
                .onSuccess(joined::set);
        ControlChannel.read(line -> {});
    }

    private static void leave(@Nullable CodefleetClient fleet, History history) {
        if (fleet == null) {
            return;
        }
        CountDownLatch left = new CountDownLatch(1);
        fleet.close().onComplete(closed -> left.countDown());
        try {
            if (left.await(20, TimeUnit.SECONDS)) {
                history.write(EventType.PROCESS_DONE, "");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
