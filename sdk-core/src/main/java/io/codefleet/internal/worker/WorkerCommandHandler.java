package io.codefleet.internal.worker;

import io.codefleet.WorkerCommand;
import io.codefleet.WorkerOptions;
import io.vertx.core.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes the commands that every worker supports, and passes the others to the handler of the host. */
final class WorkerCommandHandler {
    private static final Logger log = LoggerFactory.getLogger(WorkerCommandHandler.class);

    private final FleetWorker worker;
    private final WorkerOptions options;
    private volatile Handler<WorkerCommand> others;

    WorkerCommandHandler(FleetWorker worker, WorkerOptions options) {
        this.worker = worker;
        this.options = options;
        this.others = command -> log.atWarn()
                .addKeyValue("worker", options.id())
                .addKeyValue("command", command.name())
                .log("unknown command ignored");
    }

    /** Sets the handler of the commands that a worker does not know; from any thread. */
    void others(Handler<WorkerCommand> handler) {
        others = handler;
    }

    void execute(WorkerCommand command) {
        log.atInfo()
                .addKeyValue("worker", options.id())
                .addKeyValue("command", command.name())
                .log("command received");
        switch (command.name()) {
            case WorkerCommand.PAUSE -> worker.pause();
            case WorkerCommand.RESUME -> worker.resume();
            case WorkerCommand.DRAIN -> worker.drain(command.timeLimit().orElse(options.drainTimeout()));
            case WorkerCommand.SET_CONCURRENCY -> {
                if (command.arguments().get("concurrency") instanceof Number value) {
                    double within = Math.min(value.doubleValue(), WorkerOptions.MAX_CONCURRENCY);
                    worker.setConcurrency((int) Math.max(1, within));
                }
            }
            default -> handOver(command);
        }
    }

    /** Calls the host's handler with a command, and logs a failure: it must not keep the worker from its next signals. */
    private void handOver(WorkerCommand command) {
        try {
            others.handle(command);
        } catch (RuntimeException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("worker", options.id())
                    .addKeyValue("command", command.name())
                    .log("the handler of commands failed");
        }
    }
}
