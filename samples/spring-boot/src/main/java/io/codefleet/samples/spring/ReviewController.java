package io.codefleet.samples.spring;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Submits reviews to the agents of the fleet. An agent takes minutes, and a request of Spring MVC ends after 30 seconds. */
@RestController
class ReviewController {
    private final CodefleetClient fleet;

    ReviewController(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    /** Answers with the id of the review as soon as the fleet has its task. */
    @PostMapping("/reviews")
    CompletionStage<ResponseEntity<String>> submit(@RequestBody String code) {
        return fleet.submitTask(Task.of("Review this code:\n" + code))
                .map(task -> ResponseEntity.accepted()
                        .location(URI.create("/reviews/" + task.id()))
                        .body(task.id()))
                .toCompletionStage();
    }

    /** Answers with the review, or with 202 while an agent writes it. */
    @GetMapping("/reviews/{id}")
    CompletionStage<ResponseEntity<String>> review(@PathVariable String id) {
        return fleet.task(id)
                .map(found -> found.map(ReviewController::answer)
                        .orElse(ResponseEntity.notFound().build()))
                .toCompletionStage();
    }

    private static ResponseEntity<String> answer(TaskInfo task) {
        return task.outcome()
                .map(outcome -> outcome.fold(
                        completed -> ResponseEntity.ok(completed.result().text()),
                        failed -> ResponseEntity.internalServerError()
                                .body(failed.error().message()),
                        cancelled -> ResponseEntity.status(HttpStatus.GONE).body(cancelled.reason())))
                .orElse(ResponseEntity.accepted().build());
    }
}
