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

/** Submits tasks for the handler of this application. No request thread waits for one. */
@RestController
class CountController {
    private final CodefleetClient fleet;

    CountController(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    /** Answers with the count, which is there long before the time limit of a request. */
    @PostMapping("/counts")
    CompletionStage<String> count(@RequestBody String text) {
        return fleet.submitTask(Task.of(text).type("count"))
                .compose(TaskHandle::result)
                .map(TaskResult::text)
                .toCompletionStage();
    }

    /** Answers at once; the lines are counted when a worker has time. */
    @PutMapping("/counts/{id}")
    CompletionStage<String> begin(@PathVariable String id, @RequestBody String text) {
        return fleet.submitTask(Task.of(text).type("count").id(id))
                .map(TaskHandle::id)
                .toCompletionStage();
    }
}
