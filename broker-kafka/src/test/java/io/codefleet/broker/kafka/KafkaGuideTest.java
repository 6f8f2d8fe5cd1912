package io.codefleet.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;

/** The rights of the guide are those with which the tests run. */
class KafkaGuideTest {
    private static final Pattern BLOCK = Pattern.compile("```sh\\n(kafka-acls\\.sh .*?)\\n```", Pattern.DOTALL);

    /** The name of an operation as the tool writes it, such as DescribeConfigs. */
    private static String name(AclOperation operation) {
        return Stream.of(operation.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static List<String> flags(String flag, String command) {
        return Pattern.compile(" --" + flag + " (\\S+)")
                .matcher(command)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void theRightsOfTheGuideAreThoseOfTheTests() throws IOException {
        String guide = Files.readString(Path.of("../docs/guides/kafka.md"));
        Matcher block = BLOCK.matcher(guide);
        assertThat(block.find()).as("a block with kafka-acls.sh").isTrue();
        String command = block.group(1).replaceAll("\\s*\\\\\\n\\s*", " ");
        List<String> operations =
                KafkaRights.OPERATIONS.stream().map(KafkaGuideTest::name).toList();
        assertThat(flags("operation", command)).isEqualTo(operations);
        assertThat(flags("topic", command)).isEqualTo(KafkaNames.of("NS").all());
        assertThat(command).doesNotContain("--group", "--cluster", "--transactional-id");
        assertThat(guide.replaceAll("\\s+", " "))
                .contains("on its three topics, and no others: `" + String.join("`, `", operations) + "`.")
                .contains("`--topic " + KafkaRights.ALL + " --resource-pattern-type prefixed`");
    }
}
