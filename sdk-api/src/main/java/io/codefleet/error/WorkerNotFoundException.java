package io.codefleet.error;

import java.util.Optional;

/** Lookup of an unknown worker: it never joined this namespace, or has left. Not retryable. */
public final class WorkerNotFoundException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final String workerId;

    /**
     * Creates the exception.
     *
     * @param workerId the id that was looked for
     * @param nearest the worker that was probably meant, if one is there whose id is near
     */
    public WorkerNotFoundException(String workerId, Optional<String> nearest) {
        super(
                "no worker " + workerId + " is in this namespace"
                        + nearest.map(name -> "; did you mean '" + name + "'?")
                                .orElse("; it never joined, or has left"),
                false,
                null);
        this.workerId = workerId;
    }

    /** Returns the id that was looked for. */
    public String workerId() {
        return workerId;
    }
}
