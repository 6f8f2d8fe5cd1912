package io.codefleet.consensus;

import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;

/**
 * The contract of tasks of type {@value #TYPE}: in a fresh copy of the task's project apply a patch, run a command, and return
 * its exit code. A task whose command fails is completed, as its result is about the patch. A failed task has no result about
 * the patch. The engine's {@code io.codefleet.verify.VerifyHandler} is a handler for them.
 *
 * <p>Attributes of the context: {@value #PATCH}, a unified diff as {@code git apply} takes it, empty for none; {@value #COMMAND},
 * which a shell runs at the root of the copy. Data of the result: {@value #EXIT_CODE}, a number, and {@value #OUTPUT}, the end of
 * what the command wrote. If the patch does not apply, the attribute {@value #APPLIED} of the data is false, and the exit code is
 * that of {@code git apply}.
 */
public final class VerifyTask {
    /** The type of these tasks. */
    public static final String TYPE = "verify";

    /** The attribute with the patch. */
    public static final String PATCH = "patch";

    /** The attribute with the command. */
    public static final String COMMAND = "command";

    /** The field of the result's data with the exit code. */
    public static final String EXIT_CODE = "exitCode";

    /** The field of the result's data with the end of the output. */
    public static final String OUTPUT = "output";

    /** The field of the result's data that is false if the patch could not be applied. */
    public static final String APPLIED = "applied";

    private VerifyTask() {}

    /**
     * Creates a verification by this command, of no patch yet. Give it the limits and the capabilities it needs; the limit of
     * its attempts is the time that the command may take.
     *
     * @throws InvalidInputException if the command is blank
     */
    public static Task of(String command) {
        if (command.isBlank()) {
            throw new InvalidInputException(COMMAND, "is empty; give what a shell is to run");
        }
        return Task.of("Apply the patch to the project and run: " + command)
                .type(TYPE)
                .attribute(COMMAND, command);
    }

    /**
     * Returns the command of a verification.
     *
     * @throws InvalidInputException if it has none
     */
    public static String command(Task verify) {
        return text(verify, COMMAND);
    }

    /**
     * Returns the patch of a verification.
     *
     * @throws InvalidInputException if it has none
     */
    public static String patch(Task verify) {
        return text(verify, PATCH);
    }

    private static String text(Task verify, String attribute) {
        if (verify.context().attributes().get(attribute) instanceof String text) {
            return text;
        }
        throw new InvalidInputException(
                "context.attributes." + attribute, "is not there as text; make the task by VerifyTask.of");
    }
}
