package io.codefleet.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The rights of the guide are those with which the tests run. */
class RabbitGuideTest {
    @Test
    void theRightsOfTheGuideAreThoseOfTheTests() throws IOException {
        String pattern = "'" + RabbitRights.pattern("NS") + "'";
        assertThat(Files.readString(Path.of("../docs/guides/rabbitmq.md")))
                .contains("```sh\nrabbitmqctl set_permissions -p / USER " + String.join(" ", pattern, pattern, pattern)
                        + "\n```")
                .contains("`" + RabbitRights.ALL + "` gives all namespaces");
    }
}
