package io.codefleet.samples.spring;

import io.codefleet.Task;
import io.codefleet.spring.CodefleetHandler;
import org.springframework.stereotype.Component;

/** Counts lines, as a worker of the fleet. */
@Component
class LineCounter {
    /** Counts lines; takes as long as the first line says, as {@code wait 500}, in milliseconds. */
    @CodefleetHandler("count")
    String count(Task task) throws InterruptedException {
        String text = task.prompt();
        if (text.startsWith("wait ")) {
            Thread.sleep(Long.parseLong(text.lines().findFirst().orElse(text).substring("wait ".length())));
        }
        return "Lines: " + text.lines().count();
    }
}
