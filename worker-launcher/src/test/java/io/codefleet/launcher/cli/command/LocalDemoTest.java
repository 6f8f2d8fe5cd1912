package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AgentReport;
import io.codefleet.AttemptException;
import io.codefleet.Usage;
import io.codefleet.agent.Agent;
import io.codefleet.launcher.cli.output.Terminal;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The demo's story, with an agent that the test plays. */
class LocalDemoTest {
    private static final Usage USAGE = Usage.builder()
            .inputTokens(100)
            .outputTokens(20)
            .cost(new BigDecimal("0.001"))
            .build();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final CompletableFuture<Path> project = new CompletableFuture<>();
    private final CompletableFuture<Boolean> isKept = new CompletableFuture<>();

    private int run(Future<Agent.Answer> answer) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        CommandContext around =
                new CommandContext(Terminal.plain(stream, stream), InputStream.nullInputStream(), Map.of());
        DemoPlan plan = new DemoPlan("none", Optional.of("played/agent"));
        return new LocalDemo(around, plan, (vertx, settings) -> Future.succeededFuture(new FixingAgent(answer))).run();
    }

    /** Returns the folder of a demo with this project. */
    private static Path stage(Path project) {
        return project.getParent().getParent();
    }

    /** An agent that fixes the bug at once. */
    private final class FixingAgent implements Agent {
        private final Future<Answer> answer;

        FixingAgent(Future<Answer> answer) {
            this.answer = answer;
        }

        @Override
        public Turn begin(TurnRequest request, Handler<Event> events) {
            project.complete(request.folder());
            isKept.complete(Files.isDirectory(stage(request.folder()).resolve("fleet")));
            events.handle(new Event.Tool("edit", "Greeter.java", "completed"));
            fix(request.folder().resolve("Greeter.java"));
            return new Turn() {
                @Override
                public Future<Answer> answer() {
                    return answer;
                }

                @Override
                public Future<Void> abort() {
                    return Future.succeededFuture();
                }
            };
        }

        private void fix(Path file) {
            try {
                Files.writeString(file, Files.readString(file).replace("name.substring(0, name.length() - 1)", "name"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public Future<Boolean> hasSession(String sessionId) {
            return Future.succeededFuture(false);
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }

    @Test
    void theDemoShowsTheAnswerTheChangeAndThePriceAndLeavesNothingBehind() {
        int exitCode = run(Future.succeededFuture(
                new Agent.Answer("I fixed it.", USAGE, "played/agent", "ses_1", AgentReport.NONE)));

        assertThat(exitCode).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsSubsequence(
                        "Fix the bug in Greeter.java",
                        "I fixed it.",
                        "-        return \"Hello, \" + name.substring(0, name.length() - 1) + \"!\";",
                        "+        return \"Hello, \" + name + \"!\";",
                        "tokens 100 in, 20 out",
                        "cost $0.001");
        assertThat(isKept.join()).as("the broker is in the folder of the demo").isTrue();
        assertThat(stage(project.join())).doesNotExist();
    }

    private static HttpRequest get(String uri, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    /** Follows the printed link as a browser does; returns what the dashboard knows of the person then. */
    private String signIn() throws Exception {
        Matcher printed = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+/)login\\?ticket=\\S+")
                .matcher(out.toString(StandardCharsets.UTF_8));
        assertThat(printed.find()).isTrue();
        HttpClient http = HttpClient.newHttpClient();
        HttpResponse<String> link = http.send(get(printed.group()), HttpResponse.BodyHandlers.ofString());
        assertThat(link.headers().firstValue("Location")).contains("./");
        String cookie = link.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
        return http.send(get(printed.group(1) + "api/v1/me", "Cookie", cookie), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void theDemoPrintsALinkThatSignsABrowserInWhileItRuns() throws Exception {
        Promise<Agent.Answer> answer = Promise.promise();
        CompletableFuture<String> person = project.thenApplyAsync(running -> {
                    try {
                        return signIn();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                })
                .whenComplete((found, failure) ->
                        answer.complete(new Agent.Answer("", USAGE, "played/agent", "ses_1", AgentReport.NONE)));
        assertThat(run(answer.future())).isZero();
        assertThat(person.get()).contains("\"role\":\"admin\"");
    }

    @Test
    void aFailedDemoSaysWhyAndEndsWithOne() {
        int exitCode = run(Future.failedFuture(AttemptException.permanent("no such model")));

        assertThat(exitCode).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("failed after 1 attempt: no such model [PERMANENT]");
    }
}
