package io.codefleet.faults.checker;

import java.util.ArrayList;
import java.util.List;

/** Collects what breaks an invariant. */
final class Findings {
    private final List<Violation> violations = new ArrayList<>();

    void add(Invariant invariant, String task, String message) {
        violations.add(new Violation(invariant, task, message));
    }

    List<Violation> violations() {
        return violations;
    }
}
