package io.codefleet.launcher.cli.command;

import io.codefleet.launcher.config.TextFile;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptException;
import io.codefleet.model.scripted.ScriptedModel;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays a model from a script until it is stopped. */
@Command(
        name = "model",
        sortOptions = false,
        description = {
            "Plays a model from a script: an OpenAI-compatible server, to run agents without an account or a network.",
            "Its base URL goes to standard output; --debug shows which step each request got. It ends with 0 on SIGTERM "
                    + "or Ctrl-C."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it was stopped", "2:wrong flag, faulty script or a port that is taken"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet model script.yml --port 9911 --opencode-config opencode.json",
            "  codefleet worker --opencode-config opencode.json",
            "  codefleet model --schema > script.schema.json",
            "",
            "A script:",
            "",
            "  conversations:",
            "    - when: Write a.txt",
            "      steps:",
            "        - tools: [{name: write, arguments: {filePath: a.txt, content: x}}]",
            "        - text: Written.",
            "          usage: {prompt: 900, completion: 12}",
            "  fallback:",
            "    - text: I do not know."
        })
final class ModelCommand implements Callable<Integer> {
    private final CommandContext around;

    @Parameters(paramLabel = "SCRIPT", arity = "0..1", description = "The script, in YAML or JSON.")
    private @Nullable Path script;

    @Option(names = "--port", paramLabel = "PORT", description = "Where it listens. Default: a free port")
    private int port;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "The address it listens on. Default: 127.0.0.1")
    private String host = "127.0.0.1";

    @Option(
            names = "--opencode-config",
            paramLabel = "FILE",
            description = "Write a configuration of OpenCode to this file that knows this model and no other.")
    private @Nullable Path openCodeConfig;

    @Option(names = "--schema", description = "Print the JSON Schema of scripts, for editors.")
    private boolean schema;

    ModelCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        PrintStream out = around.terminal().out();
        if (schema) {
            out.print(Script.schema());
            return ExitCode.OK;
        }
        if (port < 0 || port > 65_535) {
            throw new CommandFailure("--port is " + port + ", must be from 0 to 65535");
        }
        Script read = read();
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        TerminationSignals.onStop(() -> stopped.complete(true));
        Vertx vertx = Vertx.vertx();
        try {
            ScriptedModel model = start(vertx, read);
            write(model.openCodeConfig());
            out.println(model.baseUrl());
            stopped.join();
        } finally {
            FleetSession.await(vertx.close().map(true));
        }
        return ExitCode.OK;
    }

    private Script read() {
        if (script == null) {
            throw new CommandFailure("there is no script; name its file, like 'codefleet model script.yml'");
        }
        try {
            return Script.parse(script.toString(), TextFile.read(script));
        } catch (ScriptException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private ScriptedModel start(Vertx vertx, Script read) {
        try {
            return FleetSession.await(ScriptedModel.start(vertx, read, host, port));
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String fault =
                    cause instanceof BindException ? "is taken or not this machine's" : "cannot be used: " + cause;
            throw new CommandFailure(host + ":" + port + " " + fault + "; choose another --port or --host", e);
        }
    }

    private void write(String config) {
        if (openCodeConfig != null) {
            try {
                Files.writeString(openCodeConfig, config);
            } catch (IOException e) {
                throw new CommandFailure("--opencode-config: " + openCodeConfig + " cannot be written: " + e, e);
            }
        }
    }
}
