package io.codefleet.launcher.command;

import io.codefleet.launcher.config.WorkerSettings;

/** One run of a worker process. */
final class WorkerRun {
    private final WorkerSettings settings;

    WorkerRun(WorkerSettings settings) {
        this.settings = settings;
    }

    void untilToldToLeave() {
        throw new CommandFailure("worker " + settings.worker().id() + " has no agent yet");
    }
}
