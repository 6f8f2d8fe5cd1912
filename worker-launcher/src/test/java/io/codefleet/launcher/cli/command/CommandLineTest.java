package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says before it asks any broker. */
class CommandLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "submit x --prioritty 3 | there is no option '--prioritty'; did you mean --priority?; see 'codefleet submit --help'",
                "taskss | there is no command 'taskss'; did you mean tasks?; see 'codefleet --help'",
                "task | Missing required parameter: 'ID'; see 'codefleet task --help'",
                "task a b | there is no further argument 'b'; see 'codefleet task --help'",
                "submit | there is no prompt",
                "submit x --file y | there is a prompt and --file; give one of them",
                "submit --file /no/such/file | --file: there is no file /no/such/file",
                "submit x --priority 200 | priority: is 200, must be from 0 to 100",
                "submit x --priority high | Invalid value for option '--priority'",
                "submit x --timeout 3 | '3' is not a duration; write it like 300s",
                "submit x --attempts 0 | retry.maxAttempts: is 0",
                "submit x --requires a:b | requiredCapabilities: 'a:b' has a character that is not allowed",
                "submit x --fallback sonnet | agent.models: 'sonnet' is not a model; write provider/name",
                "submit x --tool bash=never | --tool: bash is 'never'; write bash=on or bash=off",
                "submit x --tool ba:sh=off | agent.tools: 'ba:sh' has a character that is not allowed",
                "submit x --output-schema /no/such.json | --output-schema: there is no file /no/such.json",
                "submit x --repairs 3 | --repairs goes with --output-schema only",
                "submit x --artifact ../secret | agent.artifacts.globs: '../secret' leads out of the workspace",
                "submit x --artifact [a | agent.artifacts.globs: '[a' is not a glob",
                "submit x --artifact a --artifacts-size big | --artifacts-size: 'big' is not a size",
                "submit x --artifacts-size 1MB | --artifacts-size goes with --artifact only",
                "submit x --max-cost much | budget.maxCost: 'much' is not a number; write 2.50",
                "submit x --max-steps 0 | agent.maxSteps: is 0",
                "submit x --continue a:b | context.previousTasks: 'a:b' has a character that is not allowed",
                "submit x --tag team | --tag: 'team' has no value; write it as key=value",
                "submit x --tag =core | --tag: has an empty key",
                "submit x --tag team=a --tag team=b | --tag: has the key 'team' more than once",
                "submit x --tag te:am=a | --tag: has the key 'te:am' with a character that is not allowed",
                "tasks --broker redis://127.0.0.1:1 --tag team | --tag: 'team' has no value",
                "tasks --broker redis://127.0.0.1:1 --submitter a:b | query.submitter: 'a:b' has a character",
                "tasks --status lost | Invalid value for option '--status'",
                "dead-letters replay | name the failed tasks by their ids, or give --all; not both",
                "dead-letters replay a --all | name the failed tasks by their ids, or give --all; not both",
                "dead-letters replay a --type t | --type, --tag and --submitter go with --all only",
                "dead-letters replay a --tag k=v | --type, --tag and --submitter go with --all only",
                "dead-letters purge | say what to delete: --type TYPE, --tag KEY=VALUE or --submitter ACTOR, or --all",
                "tasks --limit 0 | --limit is 0, must be at least 1",
                "stats --broker memory:x | a memory: broker lives inside one process",
                "stats --broker nonsense | the broker's URI has no scheme",
                "stats --broker ftp://host | ftp",
                "stats --namespace a:b | namespace 'a:b'",
                "stats --config /no/such.yml | there is no configuration file /no/such.yml",
                "worker --config /no/such.yml | there is no configuration file /no/such.yml",
                "model | there is no script; name its file",
                "model /no/such.yml | there is no file /no/such.yml",
                "model x.yml --port 70000 | --port is 70000, must be from 0 to 65535",
                "control --tls-cert a.crt --broker redis://x | --tls-cert and --tls-key go together",
                "dev --ask edit,talk | --ask is 'talk'; write edit, bash or web",
                "control --tls-key a.key --broker redis://x | --tls-cert and --tls-key go together",
                "control --tls-cert /no/such.crt --tls-key a.key --broker redis://x | --tls-cert: there is no file /no/such.crt",
                "submit @no/such.md | PROMPT: '@no/such.md' is a prompt and not a file, and there is no file no/such.md; read",
                "submit @pom.xml | is a prompt and not the content of the file pom.xml; read a prompt from a file by --file pom",
                "submit @../nosuch | or give a prompt that begins with @ by standard input and -",
                "submit --file /no/such.md | --file: there is no file /no/such.md",
                "submit --file /tmp | --file: /tmp is a folder; name a regular file",
                "submit x --output-schema /dev/zero | --output-schema: /dev/zero is a pipe or a device; name a regular file",
                "submit x --tool bash | --tool: 'bash' has no value; write --tool NAME=on|off",
                "submit x --attribute n | --attribute: 'n' has no value; write --attribute ",
                "run w.yml -i n | --input: 'n' has no value; write --input NAME=VALUE",
                "run w.yml --input-json n | --input-json: 'n' has no value; write --input-json NAME=JSON",
                "run /dev/zero | /dev/zero is a pipe or a device; name a regular file",
                "worker --config /dev/zero | the configuration file: /dev/zero is a pipe or a device",
                "control --path-prefix fleet --broker redis://x | --path-prefix: control.path_prefix: is 'fleet'",
                "control --trusted-proxy proxy --broker redis://x | --trusted-proxy: control.trusted_proxies[0]: is 'proxy'",
                "control --jwt-issuer x --broker redis://x | control.jwt: needs key_set or secret_file (--jwt-keys",
                "control --port 70000 --broker redis://x | --port is 70000, must be from 0 to 65535",
                "worker --concurrency 0 | --concurrency: worker.resources.max_concurrent: is 0",
                "worker --model sonnet | 'sonnet' names no provider",
            })
    void invalidUsageIsOneSentenceAndExitCodeTwo(String line, String sentence) {
        CommandRun run = CommandRun.of(line.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("codefleet: ").contains(sentence).hasLineCount(1);
        assertThat(run.err()).doesNotContain("\u001b").doesNotContain("Exception");
    }

    @Test
    void anArgumentThatBeginsWithAnAtSignIsNotAnArgumentFile(@TempDir Path folder) throws Exception {
        String file = "@" + Files.writeString(folder.resolve("note.md"), "--prioritty 3\n");
        for (String argument : List.of(file, "@@x", "@/no/such/file", "@")) {
            assertThat(CommandRun.of("submit", "x", "--tool", argument + "=never")
                            .err())
                    .contains("--tool: " + argument + " is 'never'");
            assertThat(CommandRun.of(argument).err()).contains("there is no command '" + argument + "'");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:secret@host",
                "redis://secret@host",
                "redis://user:secret@host",
                "redis://secret@host?passwordFile=",
                "redis://user:secret@host?passwordFile=/run/redis",
                "rediss://secret@host/0?ca=/ca.pem",
                "redis-sentinel://secret@host/main?sentinelPasswordFile=/run/redis"
            })
    void aPasswordOnTheCommandLineIsRefused(String uri) {
        CommandRun run = CommandRun.of("stats", "--broker", uri);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--broker holds a password").doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://user@host?passwordFile=/run/redis",
                "rediss://us%40er@host:1/2?ca=/ca.pem&passwordFile=/run/redis",
                "redis-sentinel://user@h1,h2/main?passwordFile=/run/redis",
                "redis://host/0"
            })
    void aUserWithAPasswordFileHasNoPasswordInTheUri(String uri) {
        assertThat(BrokerFlags.withoutPassword(uri)).isEqualTo(uri);
    }

    @Test
    void aTraceIsShownOnDemandOnly() {
        CommandRun run = CommandRun.of("submit", "x", "--priority", "200", "--debug");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("InvalidInputException").contains("\tat io.codefleet");
    }

    @Test
    void aPasswordIsNeverRepeated() {
        CommandRun run = CommandRun.with(Map.of("CODEFLEET_BROKER", "redis://:s3cret pass@host"), "", "stats");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("percent-encode the password").doesNotContain("s3cret");
    }

    @Test
    void anEmptyPromptFromStandardInputIsRefused() {
        CommandRun run = CommandRun.with(Map.of(), "  \n", "submit", "-");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("prompt: is empty");
    }

    @Test
    void theEnvironmentNamesTheBroker() {
        CommandRun run = CommandRun.with(Map.of("CODEFLEET_BROKER", "memory:x"), "", "stats");

        assertThat(run.err()).contains("a memory: broker lives inside one process");
    }

    @Test
    void aFlagWinsOverTheEnvironmentAndThatOverTheFile(@TempDir Path folder) throws Exception {
        Path config =
                Files.writeString(folder.resolve("worker.yml"), "broker: {uri: 'memory:file', namespace: file}\n");
        Map<String, String> environment =
                Map.of("CODEFLEET_CONFIG", config.toString(), "CODEFLEET_NAMESPACE", "environment");
        CommandContext around = new CommandContext(
                io.codefleet.launcher.cli.output.Terminal.plain(System.out, System.err), System.in, environment);
        BrokerFlags flags = picocli.CommandLine.populateCommand(new BrokerFlags(), "--broker", "redis://flag");

        assertThat(flags.options(around).safeUri()).isEqualTo("redis://flag");
        assertThat(flags.options(around).namespace()).isEqualTo("environment");
        assertThat(new BrokerFlags().options(around).safeUri()).isEqualTo("memory:file");
    }

    @Test
    void withoutACommandThereIsHelp() {
        CommandRun run = CommandRun.of();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Commands:", "submit", "worker", "demo", "generate-completion");
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "submit", "tasks", "task", "cancel", "workers", "stats", "demo", "dead-letters"})
    void everyCommandHasHelpWithExamplesThatFitsATerminal(String command) {
        CommandRun run = CommandRun.of(command, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("Usage: codefleet " + command).contains("Example", "--help");
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void helpIsACommandToo() {
        assertThat(CommandRun.of("help").out()).isEqualTo(CommandRun.of().out());
        assertThat(CommandRun.of("help", "submit").out())
                .isEqualTo(CommandRun.of("submit", "--help").out());
    }

    @Test
    void theVersionIsPrinted() {
        assertThat(CommandRun.of("--version").out()).startsWith("codefleet ");
    }

    @Test
    void theShellCompletionListsTheCommands() {
        CommandRun run = CommandRun.of("generate-completion");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("complete -F", "submit", "--no-wait");
    }
}
