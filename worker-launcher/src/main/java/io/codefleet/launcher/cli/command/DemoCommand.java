package io.codefleet.launcher.cli.command;

import io.codefleet.agent.opencode.OpenCodeAgent;
import io.codefleet.launcher.cli.output.Style;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the whole thing at work on a small project. */
@Command(
        name = "demo",
        sortOptions = false,
        description = {
            "Demonstrates Codefleet: a fleet, a worker, the real OpenCode, and a coding task on a small project with "
                    + "a bug.",
            "Without --model a small server plays the model from a script, so that no account is needed; everything "
                    + "else is real."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every task completed", "1:a task did not complete", "2:something that it needs is missing"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet demo                                  in one process",
            "  codefleet demo --model anthropic/claude-sonnet-4-0",
            "                                                  your OpenCode configuration",
            "  codefleet demo --redis                          on Redis, two workers"
        })
final class DemoCommand implements Callable<Integer> {
    private final CommandContext around;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "PROVIDER/NAME",
            description = "A real model, with your own OpenCode configuration. Default: a scripted one")
    private @Nullable String model;

    @Option(names = "--redis", description = "On Redis, with two workers as processes of their own.")
    private boolean redis;

    @Option(
            names = {"-b", "--broker"},
            paramLabel = "URI",
            description = "The Redis of --redis. Default: one is started for the demo")
    private @Nullable String broker;

    @Option(
            names = "--opencode",
            paramLabel = "COMMAND",
            description = "The OpenCode to start. Default: $$CODEFLEET_OPENCODE, " + "else opencode")
    private @Nullable String opencode;

    DemoCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        if (broker != null && !redis) {
            throw new CommandFailure("--broker names the Redis of --redis; give both, or none");
        }
        introduce();
        String command = opencode != null ? opencode : around.variable("CODEFLEET_OPENCODE");
        DemoPlan plan = new DemoPlan(command == null ? "opencode" : command, Optional.ofNullable(model));
        return redis
                ? new RedisDemo(around, plan, Optional.ofNullable(broker).map(BrokerFlags::withoutPassword)).run()
                : new LocalDemo(around, plan, OpenCodeAgent::start).run();
    }

    private void introduce() {
        PrintStream out = around.terminal().out();
        Style style = around.terminal().outStyle();
        out.println(style.bold("Codefleet demo") + (redis ? ": two workers on Redis" : ": a fleet in one process"));
        out.println(
                model == null
                        ? style.yellow("The model is SCRIPTED")
                                + ": a small server plays its part, so its words are no measure of "
                                + "anything. The fleet, OpenCode, its tools and what they change are real. "
                                + "For a real model: --model provider/name"
                        : "The model is " + model + ", by your own OpenCode configuration.");
    }
}
