package io.codefleet.control.api;

import io.codefleet.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Places in a request of what the checks of a run name. The checks name the parts of a workflow, and the body of the request may
 * state a map-reduce or a consensus that became one.
 */
final class RunFaults {
    /** What a check calls the parts of a step, and where the template of a step has them. */
    private static final Map<String, String> PARTS = Map.of(
            "project", "context/project",
            "model", "context/preferredModel",
            "files", "context/files",
            "attributes", "context/attributes");

    private static final String STEPS = "steps.";

    private static final String RUN = "run.";
    private static final String ID = "run.id";

    private RunFaults() {}

    /**
     * Returns the refusal of a run at submit.
     *
     * @param definition a pointer to what the run does
     * @param named whether the id of the run is a parameter of the path; else the server has chosen it
     */
    static ProblemException submit(String definition, boolean named, InvalidInputException failure) {
        return named && failure.field().equals(ID) ? ofId(failure) : TaskBodies.fault(failure, definition);
    }

    /** Returns the refusal of the id or of the limits of a run. */
    static ProblemException options(InvalidInputException failure) {
        String field = failure.field();
        String limit = field.startsWith(RUN) ? field.substring(RUN.length()) : field;
        return field.equals(ID) ? ofId(failure) : TaskBodies.fault(failure, "/" + limit.replace('.', '/'));
    }

    private static ProblemException ofId(InvalidInputException failure) {
        String detail = String.valueOf(failure.getMessage());
        return new ProblemException(new Problem(
                ProblemKind.INVALID_INPUT,
                detail,
                Optional.empty(),
                List.of(Problem.ApiError.parameter("id", detail))));
    }

    /**
     * Returns the pointer of a part of the workflow that an object of the body became.
     *
     * @param at a pointer to the object, which has the templates of the steps by their names
     * @param steps the names of the steps that are templates in the object
     */
    static String pointer(String at, List<String> steps, String field) {
        String[] names = field.split("\\.", 3);
        if (!field.startsWith(STEPS) || names.length < 3 || !steps.contains(names[1])) {
            return at;
        }
        String part = names[2].replaceFirst("\\..*", "");
        return at + "/" + names[1] + "/" + PARTS.getOrDefault(part, part);
    }
}
