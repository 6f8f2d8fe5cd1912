package io.codefleet.agent;

import io.codefleet.AgentActivity;
import io.codefleet.AgentOptions;
import io.codefleet.AgentReport;
import io.codefleet.Usage;
import io.codefleet.transcript.TranscriptStep;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Agent that runs turns for a worker. This interface holds all that a worker needs of it. */
public interface Agent {
    /**
     * Begins a turn of the agent.
     *
     * @param events receives the events of the turn, on any thread
     */
    Turn begin(TurnRequest request, Handler<Event> events);

    /** Returns its health; any thread may ask, at any time, and is answered at once. */
    default AgentVitals vitals() {
        return AgentVitals.UNKNOWN;
    }

    /**
     * Ends what turns that are over have left running in a folder, and completes when it has ended; a turn that is in the folder
     * is not disturbed. Never fails.
     */
    default Future<Void> endIn(Path folder) {
        return Future.succeededFuture();
    }

    /**
     * Records that a task works in a folder from now on, so that a program which the agent starts there finds out whose it is.
     * Never fails.
     */
    default Future<Void> enter(Path folder, String taskId) {
        return Future.succeededFuture();
    }

    /** Records that a task does not work in a folder any more. Never fails. */
    default Future<Void> leave(Path folder, String taskId) {
        return Future.succeededFuture();
    }

    /** Ends the agent with all that it started. Never fails. */
    Future<Void> close();

    /** Returns whether a session of an earlier turn is still there, so that a turn can go on from it. Never fails. */
    Future<Boolean> hasSession(String sessionId);

    /** Session that a turn begins with. */
    sealed interface Start {
        /** Returns the session that it needs, if it needs one. */
        default Optional<String> session() {
            return Optional.empty();
        }

        /** Nothing: a new session. */
        record NewSession() implements Start {}

        /**
         * Continuation of the session of an earlier turn.
         *
         * @param sessionId which
         */
        record SameSession(String sessionId) implements Start {
            @Override
            public Optional<String> session() {
                return Optional.of(sessionId);
            }
        }

        /**
         * A copy of a session, which stays as it is.
         *
         * @param sessionId of which
         */
        record Fork(String sessionId) implements Start {
            @Override
            public Optional<String> session() {
                return Optional.of(sessionId);
            }
        }
    }

    /**
     * Request for a turn. Immutable; each method that takes an argument returns a changed copy.
     *
     * @param folder where
     * @param title a name for it, for those who look into the agent
     * @param prompt what is asked
     * @param model with which model, as {@code provider/name}; absent: the agent's own
     * @param options what else is asked of the agent; its models, output, artifacts and budget are not for a turn
     * @param start what the turn begins with
     * @param budget what it may consume
     */
    record TurnRequest(
            Path folder,
            String title,
            String prompt,
            Optional<String> model,
            AgentOptions options,
            Start start,
            AttemptBudget budget) {
        /** Returns a new session, with the agent's own model, without limits. */
        public static TurnRequest of(Path folder, String title, String prompt) {
            return new TurnRequest(
                    folder,
                    title,
                    prompt,
                    Optional.empty(),
                    AgentOptions.DEFAULT,
                    new Start.NewSession(),
                    AttemptBudget.UNLIMITED);
        }

        /** Returns a copy with this prompt. */
        public TurnRequest prompt(String value) {
            return new TurnRequest(folder, title, value, model, options, start, budget);
        }

        /** Returns a copy with this model. */
        public TurnRequest model(Optional<String> value) {
            return new TurnRequest(folder, title, prompt, value, options, start, budget);
        }

        /** Returns a copy that asks this of the agent. */
        public TurnRequest options(AgentOptions value) {
            return new TurnRequest(folder, title, prompt, model, value, start, budget);
        }

        /** Returns a copy with this start. */
        public TurnRequest start(Start value) {
            return new TurnRequest(folder, title, prompt, model, options, value, budget);
        }

        /** Returns a copy with this budget. */
        public TurnRequest budget(AttemptBudget value) {
            return new TurnRequest(folder, title, prompt, model, options, start, value);
        }
    }

    /** One running turn. */
    interface Turn {
        /** Returns the answer. Fails with an {@link io.codefleet.AttemptException}, or with anything that is worth a retry. */
        Future<Answer> answer();

        /** Ends the turn soon, and its {@link #answer()} with it. Never fails; does nothing to one that has ended. */
        Future<Void> abort();
    }

    /**
     * Answer of a turn.
     *
     * @param text the agent's last words
     * @param usage what it consumed
     * @param model the model that was really used
     * @param sessionId the agent's session
     * @param report how the agent went about it
     */
    record Answer(String text, Usage usage, String model, String sessionId, AgentReport report) {}

    /**
     * Decision on a permission.
     *
     * @param allowed whether the agent may
     * @param words why not, for the agent to read; or the answers to its questions, a line for each
     */
    record PermissionDecision(boolean allowed, String words) {}

    /** Event of a turn. */
    sealed interface Event {
        /**
         * Some more words of the model.
         *
         * @param text they
         */
        record TextDelta(String text) implements Event {}

        /**
         * A tool is used.
         *
         * @param tool its name
         * @param about on what
         * @param status {@code running}, {@code completed} or {@code error}
         */
        record Tool(String tool, String about, String status) implements Event {}

        /**
         * Request for a permission, on which the agent waits. A receiver of the event may decide, once, on any thread. Without
         * a decision within the time limit, or when the turn ends, the permission is denied.
         *
         * @param kind of what, such as {@code bash}; {@code question} for questions
         * @param about what exactly, such as the command
         * @param limit for how long it waits
         * @param decision what is decided
         */
        record Asked(String kind, String about, Duration limit, Promise<PermissionDecision> decision)
                implements Event {}

        /**
         * Usage of the turn so far, its subagents included.
         *
         * @param usage it
         * @param steps how many answers of a model that were
         */
        record UsageUpdate(Usage usage, int steps) implements Event {}

        /**
         * Anything else that a person would want to see.
         *
         * @param kind what it is about, such as {@code retry} or {@code todo}
         * @param text it
         */
        record Note(String kind, String text) implements Event {}

        /**
         * A step for the transcript of the attempt, with all that the agent says of it. Its texts may be long and hold secrets.
         *
         * @param id which step; a later event with the same id takes its place
         * @param step the step
         * @param ended whether this is all of the step
         */
        record Recorded(String id, TranscriptStep step, boolean ended) implements Event {}

        /**
         * A request to a model or a tool starts or ends, for those who trace the attempt. Its turn is known to the worker.
         *
         * @param activity what starts or ends
         */
        record Activity(AgentActivity activity) implements Event {}
    }
}
