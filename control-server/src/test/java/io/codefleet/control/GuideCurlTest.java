package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The curl commands of the guide, as a reader runs them, against a real server. */
class GuideCurlTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```");
    private static final Pattern COMMAND = Pattern.compile("(?m)^curl .*$");
    private static final Pattern STATUS = Pattern.compile("# (\\d{3})\\b");
    /** Ends a stream after its first event, and prints the status of every other answer. */
    private static final String SHELL = """
            set -o pipefail
            curl() { command curl -sS --max-time 60 -w '\\n%{http_code}' "$@"; }
            """;

    private static List<String> commands() throws Exception {
        List<String> commands = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(Path.of("../docs/guides/control-plane.md")));
        while (blocks.find()) {
            COMMAND.matcher(blocks.group(1).replace("\\\n", " "))
                    .results()
                    .forEach(command -> commands.add(command.group()));
        }
        return commands;
    }

    private static List<String> run(String command) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", SHELL + command)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command).isTrue();
        return output.strip().lines().toList();
    }

    @Test
    void everyCommandOfTheGuideIsAnswered() throws Exception {
        try (ControlFixture fixture = ControlFixture.start()) {
            get(fixture.fleet
                    .worker(WorkerOptions.create().capabilities(List.of("java")))
                    .handle("general", attempt -> Future.succeededFuture(TaskResult.text("done")))
                    .start());
            String key = fixture.key(Role.ADMIN);
            String task = "";
            int streams = 0;
            for (String written : commands()) {
                String command = written.replace("http://127.0.0.1:8080", "http://127.0.0.1:" + fixture.port)
                        .replace("/ID", "/" + task)
                        .replace("$KEY", key);
                if (command.contains(" -N ")) {
                    assertThat(run(command + " | head -n 3")).as(command).contains("event: snapshot");
                    streams++;
                    continue;
                }
                List<String> answer = run(command);
                Matcher status = STATUS.matcher(written);
                assertThat(answer.get(answer.size() - 1))
                        .as(command + answer)
                        .matches(status.find() ? status.group(1) : "2\\d\\d");
                if (written.contains("/tasks ") && written.contains("\"prompt\"")) {
                    task = new JsonObject(answer.get(0)).getString("id");
                } else if (written.contains("/outcome")) {
                    assertThat(new JsonObject(answer.get(0)).getString("status"))
                            .isEqualTo("COMPLETED");
                }
            }
            assertThat(commands()).hasSizeGreaterThan(5);
            assertThat(streams).isPositive();
        }
    }
}
