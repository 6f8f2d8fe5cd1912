package io.codefleet.agent.opencode;

import static io.codefleet.agent.opencode.RealOpenCode.bash;
import static io.codefleet.agent.opencode.RealOpenCode.begin;
import static io.codefleet.agent.opencode.RealOpenCode.task;
import static io.codefleet.agent.test.E2e.eventually;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.agent.Agent;
import io.codefleet.agent.Agent.PermissionDecision;
import io.codefleet.agent.PermissionRule;
import io.codefleet.agent.PermissionRule.Action;
import io.codefleet.agent.PermissionSettings;
import io.codefleet.agent.opencode.RealOpenCode.Watched;
import io.codefleet.agent.opencode.server.OpenCodeServer;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import io.vertx.core.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent of a turn of the real OpenCode may do, and what it asks for. */
class PermissionsIT {
    private static final Map<String, Object> QUESTION = Map.of(
            "question",
            "Which colour?",
            "header",
            "Colour",
            "options",
            List.of(
                    Map.of("label", "Red", "description", "as blood"),
                    Map.of("label", "Blue", "description", "as the sky")));

    @TempDir
    private static Path folder;

    private static RealOpenCode openCode;
    private static OpenCodeServer server;
    private static Context context;
    /** One for all turns, as OpenCode takes seconds to enter a folder. */
    private static Path project;

    private static Script script() {
        return Script.when("Push it")
                .call("bash", bash("true && git push origin main"))
                .call("write", Map.of("filePath", ".github/x.yml", "content", "x"))
                .call("read", Map.of("filePath", "/etc/hostname"))
                .say("I could not.")
                .andWhen("Have it pushed")
                .call("task", task("Subagent, push it"))
                .say("It could not.")
                .andWhen("Subagent, push")
                .call("bash", bash("git push origin main"))
                .say("I may not.")
                .andWhen("Deploy by another")
                .call("task", task("Subagent, deploy"))
                .say("It has.")
                .andWhen("Subagent, deploy")
                .call("bash", bash("echo deployed > out.txt"))
                .say("Deployed.")
                .andWhen("Look by another")
                .call("task", task("Subagent, look outside"))
                .say("It saw it.")
                .andWhen("Subagent, look outside")
                .call("read", Map.of("filePath", "/etc/hostname"))
                .say("Seen.")
                .andWhen("Deploy it")
                .call("bash", bash("echo deployed > out.txt"))
                .say("I went on.")
                .andWhen("Ask me")
                .call("question", Map.of("questions", List.of(QUESTION)))
                .say("Thank you.");
    }

    @BeforeAll
    static void start() throws IOException {
        openCode = new RealOpenCode(folder, script());
        context = openCode.vertx().getOrCreateContext();
        server = RealOpenCode.start(openCode.vertx(), context, openCode.settings(E2e.openCode()));
        project = openCode.project("shop");
    }

    @BeforeEach
    void undeploy() throws IOException {
        Files.deleteIfExists(project.resolve("out.txt"));
    }

    @AfterAll
    static void close() {
        get(agent(PermissionSettings.DEFAULT).close());
        openCode.close();
    }

    private static Agent agent(PermissionSettings permissions) {
        return new OpenCodeAgent(
                openCode.vertx(), context, openCode.settings(E2e.openCode()).permissions(permissions), server);
    }

    /** An agent whose deployments are asked for, after what is always ruled. */
    private static Agent asking(Duration limit) {
        List<PermissionRule> rules = new ArrayList<>(PermissionSettings.DEFAULT.rules());
        rules.add(new PermissionRule("bash", "*deployed*", Action.ASK));
        rules.add(new PermissionRule("external_directory", "/etc/*", Action.ASK));
        rules.add(new PermissionRule("question", "*", Action.ALLOW));
        return agent(new PermissionSettings(rules, Optional.empty()).approvalTimeout(limit));
    }

    private static Agent forbidding() {
        List<PermissionRule> rules = new ArrayList<>(PermissionSettings.DEFAULT.rules());
        rules.add(new PermissionRule("bash", "git push*", Action.DENY));
        rules.add(new PermissionRule("edit", "*/.github/*", Action.DENY));
        return agent(new PermissionSettings(rules, Optional.empty()));
    }

    private static Agent.Event.Asked asked(Watched watched) {
        eventually(() -> assertThat(watched.events()).hasAtLeastOneElementOfType(Agent.Event.Asked.class));
        return watched.events().stream()
                .filter(Agent.Event.Asked.class::isInstance)
                .map(Agent.Event.Asked.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Returns what the model received about its tool calls. */
    private static String promptOf(String prompt) {
        return openCode.model().steps().stream()
                .filter(request -> request.lastUserText().contains(prompt))
                .map(request -> request.body().getJsonArray("messages").encode())
                .reduce("", (before, last) -> last);
    }

    @Test
    void aDeniedToolCallIsReportedToTheModelWhichContinues() {
        Watched watched = begin(forbidding(), project, "Push it");

        assertThat(get(watched.turn().answer()).text()).isEqualTo("I could not.");
        assertThat(project.resolve(".github")).doesNotExist();
        assertThat(watched.events())
                .filteredOn(Agent.Event.Tool.class::isInstance)
                .extracting(event -> ((Agent.Event.Tool) event).status())
                .doesNotContain("completed");
        assertThat(promptOf("Push it"))
                .contains("specified a rule which prevents you", "git push*", "*/.github/*", "external_directory");
    }

    @Test
    void aSubagentIsUnderTheSamePolicy() {
        Watched watched = begin(forbidding(), project, "Have it pushed");

        assertThat(get(watched.turn().answer()).text()).isEqualTo("It could not.");
        assertThat(promptOf("Subagent, push it")).contains("specified a rule which prevents you", "git push*");
    }

    @Test
    void whatSomeoneAllowsIsDone() {
        Watched watched = begin(asking(Duration.ofMinutes(1)), project, "Deploy it");
        Agent.Event.Asked asked = asked(watched);
        assertThat(asked.kind()).isEqualTo("bash");
        assertThat(asked.about()).isEqualTo("echo deployed > out.txt");
        assertThat(project.resolve("out.txt")).doesNotExist();

        asked.decision().complete(new PermissionDecision(true, ""));

        get(watched.turn().answer());
        assertThat(project.resolve("out.txt")).hasContent("deployed");
    }

    @Test
    void aSubagentNeedsTheSamePermissions() {
        Watched watched = begin(asking(Duration.ofMinutes(1)), project, "Deploy by another");

        assertThat(get(watched.turn().answer()).text()).isEqualTo("It has.");
        assertThat(project.resolve("out.txt")).doesNotExist();
    }

    @Test
    void permissionRequestsOfSubagentsAreForwarded() {
        Watched watched = begin(asking(Duration.ofMinutes(1)), project, "Look by another");
        Agent.Event.Asked asked = asked(watched);
        assertThat(asked.kind()).isEqualTo("external_directory");

        asked.decision().complete(new PermissionDecision(true, ""));

        assertThat(get(watched.turn().answer()).text()).isEqualTo("It saw it.");
        assertThat(watched.events()).contains(new Agent.Event.Tool("read", "subagent: /etc/hostname", "completed"));
    }

    @Test
    void whatSomeoneRefusesIsNotDoneAndTheModelReadsWhy() {
        Watched watched = begin(asking(Duration.ofMinutes(1)), project, "Deploy it, or not");

        asked(watched).decision().complete(new PermissionDecision(false, "Not on a Friday."));

        assertThat(get(watched.turn().answer()).text()).isEqualTo("I went on.");
        assertThat(project.resolve("out.txt")).doesNotExist();
        assertThat(promptOf("Deploy it, or not")).contains("Not on a Friday.");
    }

    @Test
    void anUndecidedRequestIsRefusedAfterItsTimeout() {
        Watched watched = begin(asking(Duration.ofSeconds(1)), project, "Deploy it when you can");

        assertThat(get(watched.turn().answer()).text()).isEqualTo("I went on.");
        assertThat(project.resolve("out.txt")).doesNotExist();
        assertThat(promptOf("Deploy it when you can")).contains("Nobody has allowed this within 1s.");
    }

    @Test
    void aQuestionIsAnsweredByItsReceiver() {
        Watched watched = begin(asking(Duration.ofMinutes(1)), project, "Ask me");
        Agent.Event.Asked asked = asked(watched);
        assertThat(asked.kind()).isEqualTo("question");
        assertThat(asked.about()).isEqualTo("Which colour? [Red | Blue]");

        asked.decision().complete(new PermissionDecision(true, "Blue"));

        assertThat(get(watched.turn().answer()).text()).isEqualTo("Thank you.");
        assertThat(promptOf("Ask me")).contains("Blue");
    }

    @Test
    void anAbortedTurnNeedsNoDecision() {
        Watched watched = begin(asking(Duration.ofMinutes(5)), project, "Deploy it");
        Agent.Event.Asked asked = asked(watched);

        get(watched.turn().abort().map(true));

        assertThat(get(asked.decision().future()).allowed()).isFalse();
    }
}
