package io.codefleet.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The block for nginx in the guide has the directives of the file that is tested. */
class NginxGuideTest {
    private static final Pattern BLOCK = Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LOCATION = Pattern.compile("location /fleet/ \\{(.*?)}", Pattern.DOTALL);

    private static List<String> directives(String text) {
        Matcher location = LOCATION.matcher(text);
        assertThat(location.find()).isTrue();
        return location.group(1)
                .lines()
                .map(line -> line.replaceAll("#.*", "").strip())
                // The file names the control plane of the compose file, by a variable.
                .filter(line -> !line.isEmpty() && !line.startsWith("proxy_pass ") && !line.startsWith("set "))
                .sorted()
                .toList();
    }

    @Test
    void theGuideHasTheLocationOfTheFile() throws Exception {
        Matcher block = BLOCK.matcher(Files.readString(Path.of("../docs/guides/control-plane.md")));
        assertThat(block.find()).isTrue();
        assertThat(directives(block.group(1)))
                .hasSizeGreaterThan(5)
                .isEqualTo(directives(Files.readString(NginxServer.CONFIGURATION)));
    }
}
