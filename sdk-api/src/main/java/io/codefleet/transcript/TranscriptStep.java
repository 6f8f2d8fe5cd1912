package io.codefleet.transcript;

import io.codefleet.AgentReport;
import io.codefleet.Coded;
import io.codefleet.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One step of an agent, by the clock of its worker. Long texts are cut where they were recorded; the reasoning of models is not
 * recorded.
 *
 * <p>Variants may be added in a minor release: a program that distinguishes them needs a branch for those that it does not know.
 */
public sealed interface TranscriptStep {
    /** Returns when it began. */
    Instant at();

    /**
     * Text that the agent wrote.
     *
     * @param at when it began
     * @param text the text
     */
    record AgentMessage(Instant at, String text) implements TranscriptStep {}

    /**
     * Use of a tool.
     *
     * @param at when it began
     * @param duration how long it ran; of one that runs, zero
     * @param tool its name; that of a subagent follows {@code subagent: }
     * @param input what it was called with, as JSON
     * @param output what it gave, or why it failed
     * @param status how it ended
     */
    record ToolStep(Instant at, Duration duration, String tool, String input, String output, ToolStatus status)
            implements TranscriptStep {
        /** State of the use of a tool. */
        public enum ToolStatus implements Coded {
            /** It ran when this was recorded; nothing is known of its end. */
            RUNNING("RUNNING"),
            /** It ended. */
            COMPLETED("COMPLETED"),
            /** It failed, or was refused. */
            FAILED("FAILED");

            private final String code;

            ToolStatus(String code) {
                this.code = code;
            }

            @Override
            public String code() {
                return code;
            }
        }
    }

    /**
     * Answer of a model, with what it consumed.
     *
     * @param at when the model was asked
     * @param duration how long it took, with the tools that it called
     * @param model which model, as {@code provider/name}; absent if that is not known
     * @param usage its tokens and cost
     */
    record ModelStep(Instant at, Duration duration, Optional<String> model, Usage usage) implements TranscriptStep {}

    /**
     * Decision on a permission that the agent asked for.
     *
     * @param at when it was decided
     * @param kind of what, such as {@code bash}
     * @param about what exactly, such as the command
     * @param allowed whether the agent may
     */
    record Approval(Instant at, String kind, String about, boolean allowed) implements TranscriptStep {}

    /**
     * The agent's list of what is to be done, after a change.
     *
     * @param at when it changed
     * @param todos its lines
     */
    record TodoList(Instant at, List<AgentReport.Todo> todos) implements TranscriptStep {
        public TodoList {
            todos = List.copyOf(todos);
        }
    }

    /**
     * Anything else that a person would want to see, such as a retry of the model's provider.
     *
     * @param at when
     * @param kind what it is about, such as {@code retry} or {@code repair}
     * @param text for people
     */
    record Note(Instant at, String kind, String text) implements TranscriptStep {}

    /**
     * Mark in place of steps that are not kept, as the transcript has reached its size, or that cannot be read.
     *
     * @param at when the first step after them began
     * @param steps how many are missing
     */
    record Omitted(Instant at, int steps) implements TranscriptStep {}
}
