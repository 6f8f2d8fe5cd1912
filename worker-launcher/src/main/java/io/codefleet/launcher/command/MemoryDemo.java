package io.codefleet.launcher.command;

/** The demo in one process. */
final class MemoryDemo {
    private final Surroundings around;
    private final DemoPlan plan;

    MemoryDemo(Surroundings around, DemoPlan plan) {
        this.around = around;
        this.plan = plan;
    }

    int run() {
        throw new CommandFailure(
                "the demo is not there yet: " + plan + around.environment().size());
    }
}
