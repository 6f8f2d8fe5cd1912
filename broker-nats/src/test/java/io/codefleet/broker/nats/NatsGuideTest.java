package io.codefleet.broker.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rights of the guide are those with which the tests run. */
class NatsGuideTest {
    private static final Pattern BLOCK = Pattern.compile(
            "```text\\npermissions: \\{\\s*publish: \\[(.*?)\\],\\s*subscribe: \\[(.*?)\\]\\s*\\}\\n```",
            Pattern.DOTALL);

    private static List<String> subjects(String list) {
        return Pattern.compile("\"(.*?)\"")
                .matcher(list)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void theRightsOfTheGuideAreThoseOfTheTests() throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(Path.of("../docs/guides/nats.md")));
        assertThat(block.find()).as("a block with permissions").isTrue();
        assertThat(subjects(block.group(1))).containsExactlyInAnyOrderElementsOf(NatsRights.publish("NS"));
        assertThat(subjects(block.group(2))).containsExactly(NatsRights.subjects("NS"));
    }
}
