package com.example.reviews;

import io.codefleet.Task;
import io.codefleet.spring.CodefleetHandler;
import org.springframework.stereotype.Component;

/** Stands in for the agents of the fleet: the application of a test runs its tasks itself. */
@Component
class StandInAgent {
    @CodefleetHandler("general")
    String review(Task task) {
        return "Lines: " + (task.prompt().lines().count() - 1);
    }
}
