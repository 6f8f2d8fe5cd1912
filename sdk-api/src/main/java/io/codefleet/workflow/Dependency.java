package io.codefleet.workflow;

/**
 * Dependency of a step on an earlier one.
 *
 * @param step the other's name
 * @param on how that one must have ended
 */
public record Dependency(String step, Condition on) {
    /** @throws io.codefleet.error.InvalidInputException if the name is malformed */
    public Dependency {
        Names.check("after", step);
    }
}
