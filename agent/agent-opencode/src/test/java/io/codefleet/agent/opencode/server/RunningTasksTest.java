package io.codefleet.agent.opencode.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningTasksTest {
    @TempDir
    private Path folder;

    private RunningTasks tasks() {
        return RunningTasks.of(folder.resolve("state"));
    }

    private Path project(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    @Test
    void aTaskIsFoundByItsFolderUntilItLeaves() throws IOException {
        tasks().add(project("a"), "run/map#3~1");
        tasks().add(project("a"), "other");
        tasks().add(project("b"), "elsewhere");

        assertThat(tasks().in(project("a"))).containsExactly("other", "run/map#3~1");

        tasks().remove("other");
        assertThat(tasks().in(project("a"))).containsExactly("run/map#3~1");
        assertThat(tasks().in(project("c"))).isEmpty();
    }

    @Test
    void aLinkLeadsToTheSameFolder() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), project("a"));
        tasks().add(link, "task");

        assertThat(tasks().in(project("a"))).containsExactly("task");
    }

    @Test
    void aTaskLeavesAlsoWhenItsFolderHasBecomeALinkToAnother() throws IOException {
        tasks().add(project("a"), "task");
        Files.move(project("a"), folder.resolve("moved"));
        Files.createSymbolicLink(folder.resolve("a"), folder.resolve("moved"));

        tasks().remove("task");

        Files.delete(folder.resolve("a"));
        assertThat(tasks().in(project("a"))).isEmpty();
    }

    @Test
    void theTasksOfAnEarlierProcessAreForgotten() throws IOException {
        tasks().clear();
        tasks().add(project("a"), "task");

        tasks().clear();

        assertThat(tasks().in(project("a"))).isEmpty();
    }
}
