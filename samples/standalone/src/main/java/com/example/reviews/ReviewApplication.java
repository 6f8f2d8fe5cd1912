package com.example.reviews;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import java.util.concurrent.CompletionStage;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** An application whose reviews are written by agents. They take minutes, so that no request waits for one. */
@SpringBootApplication
@RestController
public class ReviewApplication {
    private final CodefleetClient fleet;

    ReviewApplication(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    @PostMapping("/reviews")
    @ResponseStatus(HttpStatus.ACCEPTED)
    CompletionStage<String> submit(@RequestBody String code) {
        return fleet.submitTask(Task.of("Review this code:\n" + code)).map(TaskHandle::id).toCompletionStage();
    }

    @GetMapping("/reviews/{id}")
    CompletionStage<ResponseEntity<String>> review(@PathVariable String id) {
        return fleet.task(id)
                .map(found -> found.map(task -> task.outcome()
                                .map(outcome -> ResponseEntity.ok(outcome.resultOrThrow().text()))
                                .orElse(ResponseEntity.accepted().build()))
                        .orElse(ResponseEntity.notFound().build()))
                .toCompletionStage();
    }

    public static void main(String[] arguments) {
        SpringApplication.run(ReviewApplication.class, arguments);
    }
}
