package io.codefleet.testing.junit;

import io.codefleet.AttemptException;
import io.codefleet.Task;
import io.codefleet.annotation.CanIgnoreReturnValue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Agent of a test that answers by a script, without OpenCode and without a model. A rule names tasks and the answers to their attempts: the
 * first answer is for the first attempt, and so on; the last one is for all that follow. The rule that was added last and fits the
 * task counts, so that a test overrides what its class has set. A task that no rule fits fails for good and says so. Its methods may
 * be called from any thread, also while tasks run.
 *
 * <pre>{@code
 * agent.on("review", ScriptedAnswer.transientFault("overloaded"), ScriptedAnswer.text("No fault found."));
 * agent.on(task -> task.prompt().contains("deploy"), ScriptedAnswer.permanent("not allowed"));
 * }</pre>
 */
@CanIgnoreReturnValue
public final class ScriptedAgent {
    private final List<AnswerRule> rules = new CopyOnWriteArrayList<>();
    private final List<Task> received = new CopyOnWriteArrayList<>();

    ScriptedAgent() {}

    private record AnswerRule(Predicate<Task> tasks, List<ScriptedAnswer> answers) {
        ScriptedAnswer answer(int attempt) {
            return answers.get(Math.min(attempt, answers.size()) - 1);
        }
    }

    /** Adds a rule for the tasks of a type. */
    public ScriptedAgent on(String type, ScriptedAnswer... answers) {
        return on(task -> task.type().equals(type), answers);
    }

    /**
     * Adds a rule for tasks that fit a condition.
     *
     * @throws IllegalArgumentException if no answer is given
     */
    public ScriptedAgent on(Predicate<Task> tasks, ScriptedAnswer... answers) {
        if (answers.length == 0) {
            throw new IllegalArgumentException("answers is empty; a rule has one at least");
        }
        rules.add(0, new AnswerRule(tasks, List.of(answers)));
        return this;
    }

    /** Adds a rule for all tasks. */
    public ScriptedAgent onAny(ScriptedAnswer... answers) {
        return on(task -> true, answers);
    }

    /** Returns the tasks of all attempts so far, in the order in which they began. */
    public List<Task> received() {
        return List.copyOf(received);
    }

    /** Returns the answer to an attempt, and notes that it began. */
    ScriptedAnswer begin(Task task, int attempt) {
        received.add(task);
        return rules.stream()
                .filter(rule -> rule.tasks().test(task))
                .findFirst()
                .map(rule -> rule.answer(attempt))
                .orElseGet(() -> ScriptedAnswer.failure(
                        AttemptException.permanent("the scripted agent has no answer for a task of type '" + task.type()
                                + "'; add agent.on(\"" + task.type() + "\", …) or agent.onAny(…)")));
    }
}
