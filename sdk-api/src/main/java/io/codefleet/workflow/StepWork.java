package io.codefleet.workflow;

import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Work of a step. */
public sealed interface StepWork {
    /**
     * A task. Its prompt, project, files, preferred model, the texts of its attributes and the values of its tags
     * are templates.
     *
     * @param template the task; its id and parent are set by the run
     */
    record TaskWork(Task template) implements StepWork {
        public TaskWork {
            // The id of a template means nothing; without this, two equal definitions would differ in it.
            template = template.id("template");
        }
    }

    /**
     * A person's yes, by {@link WorkflowRun#approve} in any process. A no, or none within the time limit, fails the step.
     *
     * @param question what is asked; a template
     * @param timeLimit how long the answer may take, by the broker's clock
     */
    record ApprovalWork(String question, Duration timeLimit) implements StepWork {
        /** The time limit of an approval that names none. */
        public static final Duration DEFAULT_TIME_LIMIT = Duration.ofDays(1);

        /** @throws InvalidInputException if the question is blank, or the time limit is not positive */
        public ApprovalWork {
            if (question.isBlank()) {
                throw new InvalidInputException("approval", "is empty; write what is to be approved");
            }
            if (timeLimit.isNegative() || timeLimit.isZero()) {
                throw new InvalidInputException(
                        "timeout", "is " + DurationText.format(timeLimit) + ", must be longer than zero");
            }
        }
    }

    /**
     * Another workflow as one step. Its outputs are the fields of this step's data; its time limit does not count.
     *
     * @param workflow the definition
     * @param input values for its inputs; their texts are templates
     */
    record WorkflowWork(Workflow workflow, Map<String, Object> input) implements StepWork {
        /** @throws InvalidInputException if it has no such input */
        public WorkflowWork {
            // Sorted: equal definitions must give equal JSON in every process.
            input = Collections.unmodifiableSortedMap(new TreeMap<>(input));
            Workflow called = workflow;
            for (Map.Entry<String, Object> value : input.entrySet()) {
                called = called.with(value.getKey(), value.getValue());
            }
        }
    }
}
