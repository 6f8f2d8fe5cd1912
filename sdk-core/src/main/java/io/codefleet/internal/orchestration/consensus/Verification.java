package io.codefleet.internal.orchestration.consensus;

import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.VerifyTask;
import java.util.Optional;

/**
 * The verifications that a consensus asks for.
 *
 * @param template what one is made of
 */
record Verification(Task template) {
    /**
     * Returns the verification of a consensus; it uses the project of the question if it names none. Empty if the agreement
     * needs none.
     */
    static Optional<Verification> of(Consensus consensus) {
        if (!(consensus.agreement() instanceof Agreement.Verified verified)) {
            return Optional.empty();
        }
        Task verify = verified.verify();
        Optional<String> project = verify.context()
                .project()
                .or(() -> consensus.question().context().project());
        return Optional.of(new Verification(project.map(verify::project).orElse(verify)));
    }

    Task of(String patch) {
        return template.attribute(VerifyTask.PATCH, patch);
    }

    /** Returns why an answer did not pass its verification; empty if it did. */
    static Optional<String> objection(TaskResult verified) {
        Object exitCode = verified.data().get(VerifyTask.EXIT_CODE);
        if (!(exitCode instanceof Number code)) {
            return Optional.of("the verification did not return an exit code; does its worker know the type "
                    + VerifyTask.TYPE + "?");
        }
        if (Boolean.FALSE.equals(verified.data().get(VerifyTask.APPLIED))) {
            return Optional.of("the patch does not apply");
        }
        return code.longValue() == 0 ? Optional.empty() : Optional.of("the command ended with exit code " + code);
    }

    /** Returns why the verification has no result, as a text for people. */
    static String reason(Outcome outcome) {
        return outcome.fold(
                completed -> "",
                failed -> failed.error().kind() + ": " + failed.error().message(),
                cancelled -> "cancelled: " + cancelled.reason());
    }
}
