package io.codefleet.spring;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Handlers of each shape. */
public class TestHandlers {
    @CodefleetHandler("text")
    String text(Task task) {
        return task.prompt() + " on "
                + (Thread.currentThread().getName().contains("eventloop") ? "loop" : "own thread");
    }

    @CodefleetHandler("data")
    Map<String, Object> data(Attempt attempt, Task task) {
        return Map.of("attempt", attempt.number(), "prompt", task.prompt());
    }

    @CodefleetHandler("result")
    TaskResult result() {
        return TaskResult.text("result");
    }

    @CodefleetHandler("nothing")
    void nothing() {}

    @CodefleetHandler("future")
    Future<TaskResult> future(Attempt attempt) {
        return Future.succeededFuture(
                TaskResult.text(Thread.currentThread().getName().contains("eventloop") ? "loop" : "own thread"));
    }

    @CodefleetHandler("stage")
    CompletionStage<String> stage() {
        return CompletableFuture.supplyAsync(() -> "stage");
    }

    @CodefleetHandler("refused")
    String refused() {
        throw AttemptException.permanent("no such review");
    }

    @CodefleetHandler("broken")
    String broken() throws IOException {
        throw new IOException("disk is away");
    }
}
