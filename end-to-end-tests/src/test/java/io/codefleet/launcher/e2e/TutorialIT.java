package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.agent.test.E2e;
import io.codefleet.launcher.e2e.TutorialPage.Block;
import io.codefleet.testing.FreePort;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tutorial as a reader goes through it: every file is written, every command runs, every output is as shown. */
class TutorialIT {
    private static final Path PAGES = Path.of("../docs/tutorial");

    @TempDir
    private Path folder;

    @Test
    void theTutorialShowsTheOutputThatItsCommandsGive() throws IOException {
        Files.createSymbolicLink(folder.resolve("codefleet.jar"), Path.of(System.getProperty("codefleet.jar")));
        String redisPort = Integer.toString(FreePort.find());
        String modelPort = Integer.toString(FreePort.find());
        try (TutorialShell shell = new TutorialShell(folder, path())) {
            for (TutorialPage page : pages()) {
                for (int i = 0; i < page.blocks().size(); i++) {
                    Block block = withPorts(page.blocks().get(i), redisPort, modelPort);
                    if (block.isFile()) {
                        Files.writeString(folder.resolve(block.note()), block.text());
                    } else if (block.isCommand()) {
                        Block next =
                                i + 1 < page.blocks().size() ? page.blocks().get(i + 1) : block;
                        check(
                                shell,
                                page,
                                block,
                                next.isOutput()
                                        ? withPorts(next, redisPort, modelPort).text()
                                        : "");
                    }
                }
            }
        }
    }

    @Test
    void anOutputDiffersByTimesIdsAndSpacesOnly() {
        assertThat("a  done, 12.5s  ses_a1\n")
                .satisfies(output -> assertThat(TutorialPage.withoutVariables(output))
                        .matches(TutorialPage.outputsLike("a done, 300ms ses_b2"))
                        .matches(TutorialPage.outputsLike("a … ses_b2"))
                        .doesNotMatch(TutorialPage.outputsLike("a failed, 300ms ses_b2"))
                        .doesNotMatch(TutorialPage.outputsLike("a done, 300ms")));
    }

    private static void check(TutorialShell shell, TutorialPage page, Block block, String shown) {
        if (block.repeats()) {
            E2e.eventually(() -> compare(page, block, shell.run(block.text()), shown));
        } else {
            compare(page, block, shell.run(block.text()), shown);
        }
    }

    private static void compare(TutorialPage page, Block block, String output, String shown) {
        assertThat(TutorialPage.withoutVariables(output))
                .as("the output in %s of%n%s%nwhich is%n%s", page.name(), block.text(), output)
                .matches(TutorialPage.outputsLike(shown));
    }

    private static List<TutorialPage> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            List<Path> sorted = files.sorted().toList();
            Stream<Path> first = sorted.stream().filter(file -> file.endsWith("README.md"));
            Stream<Path> others = sorted.stream().filter(file -> !file.endsWith("README.md"));
            List<TutorialPage> pages = new ArrayList<>();
            for (Path file : Stream.concat(first, others).toList()) {
                pages.add(TutorialPage.read(file));
            }
            assertThat(pages).hasSize(6);
            return pages;
        }
    }

    private static Block withPorts(Block block, String redisPort, String modelPort) {
        String text = block.text().replace("6399", redisPort).replace("9911", modelPort);
        return new Block(block.language(), block.note(), text);
    }

    /** Returns the variable PATH with the Java of this test, for short runs, and OpenCode in front. */
    private String path() throws IOException {
        Path java = Files.createDirectory(folder.resolve("bin"));
        Path program = Files.writeString(
                java.resolve("java"), "#!/bin/sh\nexec " + String.join(" ", LauncherProcess.java()) + " \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Path openCode = Path.of(E2e.openCode()).getParent();
        return java + File.pathSeparator + openCode + File.pathSeparator + System.getenv("PATH");
    }
}
