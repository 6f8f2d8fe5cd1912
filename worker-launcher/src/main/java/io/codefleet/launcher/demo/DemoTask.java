package io.codefleet.launcher.demo;

import io.codefleet.Task;
import io.codefleet.TaskLimits;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One task of the demo.
 *
 * @param capability what a worker must offer to take it
 * @param task what is asked
 */
public record DemoTask(String capability, Task task) {
    /** The words by which the script of the model knows which task it is asked about. */
    static final String FIX = "Fix the bug in Greeter.java";
    /** The prompt of the second task. */
    static final String EXPLAIN = "Explain in one sentence what Greeter.java does";

    private static final TaskLimits LIMITS = TaskLimits.DEFAULT
            .queueTimeout(Duration.ofMinutes(2))
            .attemptTimeout(Duration.ofMinutes(5))
            .deadline(Duration.ofMinutes(10));

    /** Creates a task that finds a bug, changes the file and runs it. */
    public static DemoTask fix(String capability, Path project) {
        return new DemoTask(
                capability,
                Task.of(FIX + ": `java Greeter.java Ada` should print what README.md says. Run it, find the fault, "
                                + "change the file, run it again, and say what you did.")
                        .type("code")
                        .project(project.toString())
                        .requires(capability)
                        .limits(LIMITS));
    }

    /** Creates a task that reads and answers, and changes nothing. */
    public static DemoTask explain(String capability, Path project) {
        return new DemoTask(
                capability,
                Task.of(EXPLAIN + ".")
                        .type("analysis")
                        .project(project.toString())
                        .requires(capability)
                        .limits(LIMITS));
    }
}
