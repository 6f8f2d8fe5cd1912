package io.codefleet.error;

import java.util.Map;

/**
 * Refusal of some tasks of one submit. The others are stored and run; submitting the whole list again is safe. Retryable
 * if every refusal is.
 */
public final class SubmitException extends CodefleetException {
    private static final long serialVersionUID = 2L;

    @SuppressWarnings("serial") // a copy, which is serializable
    private final Map<String, CodefleetException> refused;

    /**
     * Creates the exception.
     *
     * @param refused why, by the id of each refused task; not empty
     */
    public SubmitException(int submitted, Map<String, CodefleetException> refused) {
        super(
                refused.size() + " of " + submitted + " tasks were refused; first: "
                        + refused.values().iterator().next().getMessage(),
                refused.values().stream().allMatch(CodefleetException::retryable),
                refused.values().iterator().next());
        this.refused = Map.copyOf(refused);
    }

    /** Returns the error of each refused task, by its id. */
    public Map<String, CodefleetException> refused() {
        return refused;
    }
}
