package io.codefleet.launcher.worker;

import io.codefleet.Usage;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What a worker needs of an agent, and no more. */
public interface Agent {
    /**
     * Has the agent do something.
     *
     * @param events is told how it goes, on any thread
     */
    Turn begin(Request request, Handler<Event> events);

    /** How it is; any thread may ask, at any time, and is answered at once. */
    default AgentVitals vitals() {
        return AgentVitals.UNKNOWN;
    }

    /** Ends the agent with all that it started. Never fails. */
    Future<Void> close();

    /**
     * What is to be done.
     *
     * @param folder where
     * @param title a name for it, for those who look into the agent
     * @param prompt what is asked
     * @param model with which model, as {@code provider/name}; absent: the agent's own
     */
    record Request(Path folder, String title, String prompt, Optional<String> model) {}

    /** One turn, as it goes on. */
    interface Turn {
        /** What came of it. Fails with an {@link io.codefleet.AttemptException}, or with anything that is worth a retry. */
        Future<Answer> answer();

        /** Ends the turn soon, and its {@link #answer()} with it. Never fails; does nothing to one that has ended. */
        Future<Void> abort();
    }

    /**
     * What came of a turn.
     *
     * @param text the agent's last words
     * @param usage what it consumed
     * @param model the model that was really used
     * @param sessionId the agent's session
     */
    record Answer(String text, Usage usage, String model, String sessionId) {}

    /**
     * What someone has decided.
     *
     * @param allowed whether the agent may
     * @param words why not, for the agent to read; or the answers to its questions, a line for each
     */
    record Decision(boolean allowed, String words) {}

    /** How a turn goes. */
    sealed interface Event {
        /**
         * Some more words of the model.
         *
         * @param text they
         */
        record Words(String text) implements Event {}

        /**
         * A tool is used.
         *
         * @param tool its name
         * @param about on what
         * @param status {@code running}, {@code completed} or {@code error}
         */
        record Tool(String tool, String about, String status) implements Event {}

        /**
         * The agent waits for someone to allow something. Whoever hears it may decide, once, on any thread; if nobody has
         * within the time, or when the turn ends, it is decided with no.
         *
         * @param kind of what, such as {@code bash}; {@code question} for questions
         * @param about what exactly, such as the command
         * @param limit for how long it waits
         * @param decision what is decided
         */
        record Asked(String kind, String about, Duration limit, Promise<Decision> decision) implements Event {}

        /**
         * What the turn has cost so far, its subagents included.
         *
         * @param usage it
         * @param steps how many answers of a model that were
         */
        record Spent(Usage usage, int steps) implements Event {}

        /**
         * Anything else that a person would want to see.
         *
         * @param kind what it is about, such as {@code retry} or {@code todo}
         * @param text it
         */
        record Note(String kind, String text) implements Event {}
    }
}
