package io.codefleet.samples.spring;

import io.codefleet.Task;
import io.codefleet.spring.CodefleetHandler;
import org.springframework.stereotype.Component;

/** Writes reviews, as a worker of the fleet. */
@Component
class Reviewer {
    /** Counts lines; takes as long as the first line says, as {@code wait 500}, in milliseconds. */
    @CodefleetHandler("review")
    String review(Task task) throws InterruptedException {
        String code = task.prompt();
        if (code.startsWith("wait ")) {
            Thread.sleep(Long.parseLong(code.lines().findFirst().orElse(code).substring("wait ".length())));
        }
        return "Lines: " + code.lines().count();
    }
}
