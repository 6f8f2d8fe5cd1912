package io.codefleet.launcher.command;

import java.util.Optional;

/** The demo on Redis. */
final class RedisDemo {
    private final Surroundings around;
    private final DemoPlan plan;
    private final Optional<String> broker;

    RedisDemo(Surroundings around, DemoPlan plan, Optional<String> broker) {
        this.around = around;
        this.plan = plan;
        this.broker = broker;
    }

    int run() {
        throw new CommandFailure("the demo is not there yet: " + plan + broker
                + around.environment().size());
    }
}
