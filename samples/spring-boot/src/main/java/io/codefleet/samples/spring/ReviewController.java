package io.codefleet.samples.spring;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskResult;
import java.util.concurrent.CompletionStage;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Submits reviews. No request thread waits for one. */
@RestController
class ReviewController {
    private final CodefleetClient fleet;

    ReviewController(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    /** Answers with the review. */
    @PostMapping("/reviews")
    CompletionStage<String> review(@RequestBody String code) {
        return fleet.submitTask(Task.of(code).type("review"))
                .compose(TaskHandle::result)
                .map(TaskResult::text)
                .toCompletionStage();
    }

    /** Answers at once; the review is written when a worker has time. */
    @PutMapping("/reviews/{id}")
    CompletionStage<String> begin(@PathVariable String id, @RequestBody String code) {
        return fleet.submitTask(Task.of(code).type("review").id(id))
                .map(TaskHandle::id)
                .toCompletionStage();
    }
}
