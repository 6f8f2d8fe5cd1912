package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of ARCHITECTURE.md with the rules in Java and in Lua names files that exist. */
class BrokerRulesTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| [^|]+ \\| `(\\w+\\.java)`[^|]* \\| `([\\w/]+\\.lua)`[^|]* \\|$");
    private static final String JAVA = "src/main/java/io/codefleet/broker/inmemory/internal";
    private static final String LUA = "src/main/resources/io/codefleet/broker/redis/internal/script";

    @Test
    void bothFilesOfARuleExist() throws IOException {
        String text = Files.readString(Modules.ROOT.resolve("ARCHITECTURE.md"));
        List<MatchResult> rows = ROW.matcher(text).results().toList();

        assertThat(rows).hasSizeGreaterThanOrEqualTo(10).allSatisfy(row -> {
            assertThat(file(Modules.IN_MEMORY, JAVA, row.group(1))).isRegularFile();
            assertThat(file(Modules.REDIS, LUA, row.group(2))).isRegularFile();
        });
    }

    private static Path file(String module, String folder, String name) {
        return Modules.ROOT.resolve(module).resolve(folder).resolve(name);
    }
}
