package io.codefleet.launcher.tracing;

import io.codefleet.CodefleetOptions;
import io.codefleet.launcher.config.WorkerSettings;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Spans of what a process submits and runs. They are sent in the background. Closing it sends what waits, for a few seconds at
 * most.
 */
public interface Tracing extends AutoCloseable {
    /** No spans. */
    Tracing NONE = new Tracing() {
        @Override
        public CodefleetOptions submits(CodefleetOptions options) {
            return options;
        }

        @Override
        public WorkerSettings attempts(WorkerSettings settings) {
            return settings;
        }

        @Override
        public void close() {}
    };

    /**
     * Starts the tracing that the environment asks for; {@link #NONE} if it asks for none. OpenTelemetry is loaded only if it does.
     *
     * @param service the name of the process, unless the environment has one
     * @param environment the environment variables
     * @param warnings gets a sentence when spans cannot be sent, and when they can again
     * @throws io.codefleet.launcher.config.ConfigException if a variable cannot be used; it names the variable
     */
    static Tracing start(ProcessKind service, Map<String, String> environment, Consumer<String> warnings) {
        TracingVariables variables = TracingVariables.of(environment);
        return variables.enabled() ? SdkTracing.start(service, variables, warnings) : NONE;
    }

    /** Returns options whose client traces what it submits. */
    CodefleetOptions submits(CodefleetOptions options);

    /** Returns settings of a worker that traces its attempts, and what it submits. */
    WorkerSettings attempts(WorkerSettings settings);

    @Override
    void close();
}
