package io.codefleet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.control.auth.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of roles in the guide names the operations of the contract that need each role. */
class GuideRolesTest {
    private static final Pattern CODE = Pattern.compile("`(\\w+)`");

    private static String[] cells(Role role) throws Exception {
        try (Stream<String> lines = Files.lines(Path.of("../docs/guides/control-plane.md"))) {
            return lines.filter(line -> line.startsWith("| `" + role.code() + "` |"))
                    .findFirst()
                    .orElseThrow()
                    .split("\\|");
        }
    }

    @Test
    void theGuideNamesTheOperationsOfEachRole() throws Exception {
        try (ControlFixture fixture = ControlFixture.start()) {
            List<Operations.Described> operations = Operations.of(fixture.contract());
            assertThat(operations).hasSizeGreaterThan(50);
            for (Role role : List.of(Role.SUBMITTER, Role.OPERATOR, Role.ADMIN)) {
                assertThat(CODE.matcher(cells(role)[3]).results().map(name -> name.group(1)))
                        .as(role.code())
                        .containsExactlyInAnyOrderElementsOf(operations.stream()
                                .filter(operation -> operation.role().equals(role.code()))
                                .map(Operations.Described::id)
                                .toList());
            }
        }
    }
}
