package io.codefleet.testing.junit;

import io.codefleet.CodefleetOptions;
import io.codefleet.WorkerOptions;
import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Options of a {@link TestFleet}. Immutable; each method that takes an argument returns a changed copy. */
@CheckReturnValue
public final class TestFleetOptions {
    private final Consumer<ScriptedAgent> script;
    private final UnaryOperator<CodefleetOptions> client;
    private final UnaryOperator<WorkerOptions> worker;
    private final Duration limit;
    private final boolean leakCheck;

    private TestFleetOptions(
            Consumer<ScriptedAgent> script,
            UnaryOperator<CodefleetOptions> client,
            UnaryOperator<WorkerOptions> worker,
            Duration limit,
            boolean leakCheck) {
        this.script = script;
        this.client = client;
        this.worker = worker;
        this.limit = limit;
        this.leakCheck = leakCheck;
    }

    /** Returns the defaults: an agent without a rule on a worker that runs 8 tasks at once, and waits of 10 seconds. */
    public static TestFleetOptions defaults() {
        return new TestFleetOptions(
                agent -> {}, UnaryOperator.identity(), UnaryOperator.identity(), FleetAwait.DEFAULT_LIMIT, true);
    }

    /** Returns a copy whose agent has these rules, after those that were set before. */
    public TestFleetOptions agent(Consumer<ScriptedAgent> rules) {
        return new TestFleetOptions(script.andThen(rules), client, worker, limit, leakCheck);
    }

    /** Returns a copy that changes the options of the client. */
    public TestFleetOptions client(UnaryOperator<CodefleetOptions> change) {
        return new TestFleetOptions(script, options -> change.apply(client.apply(options)), worker, limit, leakCheck);
    }

    /** Returns a copy that changes the options of the agent's worker, such as its capabilities and its retry policy. */
    public TestFleetOptions worker(UnaryOperator<WorkerOptions> change) {
        return new TestFleetOptions(script, client, options -> change.apply(worker.apply(options)), limit, leakCheck);
    }

    /** Returns a copy whose waits take at most this long of real time. */
    public TestFleetOptions limit(Duration value) {
        return new TestFleetOptions(script, client, worker, value, leakCheck);
    }

    /** Returns a copy that accepts tasks that still run at the end of the test. */
    public TestFleetOptions withoutLeakCheck() {
        return new TestFleetOptions(script, client, worker, limit, false);
    }

    void prepare(ScriptedAgent agent) {
        script.accept(agent);
    }

    CodefleetOptions clientOptions(CodefleetOptions defaults) {
        return client.apply(defaults);
    }

    WorkerOptions workerOptions(WorkerOptions defaults) {
        return worker.apply(defaults);
    }

    Duration limit() {
        return limit;
    }

    boolean leakCheck() {
        return leakCheck;
    }
}
