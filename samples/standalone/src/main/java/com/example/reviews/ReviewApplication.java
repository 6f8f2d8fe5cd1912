package com.example.reviews;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskResult;
import io.codefleet.spring.CodefleetHandler;
import java.util.concurrent.CompletionStage;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** An application that submits reviews and runs them. */
@SpringBootApplication
@RestController
public class ReviewApplication {
    private final CodefleetClient fleet;

    ReviewApplication(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    @PostMapping("/reviews")
    CompletionStage<String> review(@RequestBody String code) {
        return fleet.submitTask(Task.of(code).type("review"))
                .compose(TaskHandle::result)
                .map(TaskResult::text)
                .toCompletionStage();
    }

    public static void main(String[] arguments) {
        SpringApplication.run(ReviewApplication.class, arguments);
    }
}

/** Writes reviews, as a worker of the fleet. */
@Component
class Reviewer {
    @CodefleetHandler("review")
    String review(Task task) {
        return "Lines: " + task.prompt().lines().count();
    }
}
