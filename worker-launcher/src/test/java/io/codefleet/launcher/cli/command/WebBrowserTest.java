package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebBrowserTest {
    private static final String LINK = "http://127.0.0.1:8080/login?ticket=a&b";

    @TempDir
    private Path folder;

    private Path opener(String name, String script) throws IOException {
        Path file = Files.writeString(folder.resolve(name), script);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private Map<String, String> environment(String name, String value) {
        return Map.of("PATH", "/nowhere" + File.pathSeparator + folder, name, value);
    }

    @Test
    void aLinkIsOpenedByTheCommandOfTheDesktop() throws Exception {
        opener("xdg-open", "#!/bin/sh\nprintf '%s\\n' \"$#\" \"$1\" > \"$0.opened\"\n");
        WebBrowser.find(environment("DISPLAY", ":1"), "Linux").orElseThrow().open(LINK);
        Path opened = folder.resolve("xdg-open.opened");
        await().untilAsserted(() -> assertThat(opened).content().isEqualTo("1\n" + LINK + "\n"));
    }

    @Test
    void aBrowserHasASessionOfItsOwnThatCtrlCDoesNotEnd() throws Exception {
        opener("xdg-open", "#!/bin/sh\nprintf '%s' \"$1\" > \"$0.opened\"\n");
        opener("setsid", "#!/bin/sh\nprintf '%s' \"$1 $2\" > \"$0.command\"\n");
        WebBrowser.find(environment("DISPLAY", ":1"), "Linux").orElseThrow().open(LINK);
        Path command = folder.resolve("setsid.command");
        await().untilAsserted(() -> assertThat(command).content().isEqualTo(folder.resolve("xdg-open") + " " + LINK));
    }

    @Test
    void noBrowserIsFoundWithoutADisplayOrACommand() throws Exception {
        assertThat(WebBrowser.find(environment("DISPLAY", ":1"), "Linux")).isEmpty();
        opener("xdg-open", "#!/bin/sh\n");
        opener("open", "#!/bin/sh\n");
        assertThat(WebBrowser.find(environment("WAYLAND_DISPLAY", "wayland-0"), "Linux"))
                .isPresent();
        assertThat(WebBrowser.find(environment("DISPLAY", ""), "Linux")).isEmpty();
        assertThat(WebBrowser.find(environment("TERM", "xterm"), "Mac OS X")).isPresent();
        assertThat(WebBrowser.find(environment("SSH_CONNECTION", "1 2 3 4"), "Mac OS X"))
                .isEmpty();
    }

    @Test
    void aCommandThatCannotBeStartedFailsSilently() throws Exception {
        opener("xdg-open", "#!/nowhere/interpreter\n");
        WebBrowser.find(environment("DISPLAY", ":1"), "Linux").orElseThrow().open(LINK);
    }
}
