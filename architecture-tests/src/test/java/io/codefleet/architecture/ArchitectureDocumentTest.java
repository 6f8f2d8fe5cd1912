package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The picture and the table of modules in ARCHITECTURE.md have the modules and directions of {@link ModuleDirectionsTest}. */
class ArchitectureDocumentTest {
    private static final Pattern PICTURE = Pattern.compile("```mermaid\nflowchart TD\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ARROW = Pattern.compile(" (--|-- run time --)> ");
    private static final Pattern NODE = Pattern.compile("(\\w+)(?:\\[\"([^\"]+)\"])?");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void thePictureHasTheDirectionsOfTheModules() throws IOException {
        Map<String, Set<String>> drawn = drawn();

        assertThat(drawn.keySet()).hasSizeGreaterThan(20).isSubsetOf(Modules.ALL);
        for (String module : drawn.keySet()) {
            assertThat(reached(module, drawn)).as(module).isEqualTo(reached(module, ModuleDirectionsTest.ALLOWED));
        }
    }

    @Test
    void theTableHasEachModule() throws IOException {
        List<String> listed = firstCells()
                .flatMap(cell -> CODE.matcher(cell).results().map(name -> name.group(1)))
                .toList();

        assertThat(listed).doesNotHaveDuplicates();
        assertThat(listed)
                .containsAll(Modules.ALL)
                .containsAll(Modules.OF_TESTS)
                .allSatisfy(module -> assertThat(Modules.ROOT.resolve(module).resolve("pom.xml"))
                        .exists());
    }

    @Test
    void theTableHasThePackagesOfTheApi() throws IOException {
        String row = rows().filter(line -> line.startsWith("| `sdk-api` |"))
                .findFirst()
                .orElseThrow();

        try (Stream<Path> packages = Files.list(Modules.sources(Modules.API).resolve("io/codefleet"))) {
            assertThat(CODE.matcher(row).results().map(name -> name.group(1)).filter(name -> name.startsWith(".")))
                    .containsExactlyInAnyOrderElementsOf(packages.filter(Files::isDirectory)
                            .map(folder -> "." + folder.getFileName())
                            .toList());
        }
    }

    private static Stream<String> rows() throws IOException {
        String text = Files.readString(Modules.ROOT.resolve("ARCHITECTURE.md"));
        int start = text.indexOf("| module | what lives there |");
        return text.substring(start, text.indexOf("\n\n", start)).lines().skip(2);
    }

    private static Stream<String> firstCells() throws IOException {
        return rows().map(row -> row.substring(1, row.indexOf('|', 1)));
    }

    /** Returns the modules at the end of the arrows of each module, without those of the run time. */
    private static Map<String, Set<String>> drawn() throws IOException {
        Matcher picture = PICTURE.matcher(Files.readString(Modules.ROOT.resolve("ARCHITECTURE.md")));
        assertThat(picture.find()).isTrue();
        Map<String, String> names = new HashMap<>();
        picture.group(1)
                .lines()
                .forEach(line -> nodes(line).forEach(node -> {
                    if (node.group(2) != null) {
                        names.put(node.group(1), node.group(2));
                    }
                }));
        Map<String, Set<String>> drawn = new LinkedHashMap<>();
        picture.group(1).lines().forEach(line -> {
            List<String> modules = nodes(line)
                    .map(node -> names.getOrDefault(node.group(1), node.group(1)))
                    .toList();
            List<MatchResult> arrows = ARROW.matcher(line).results().toList();
            modules.forEach(module -> drawn.computeIfAbsent(module, first -> new TreeSet<>()));
            for (int arrow = 0; arrow < arrows.size(); arrow++) {
                if (arrows.get(arrow).group(1).equals("--")) {
                    drawn.get(modules.get(arrow)).add(modules.get(arrow + 1));
                }
            }
        });
        return drawn;
    }

    private static Stream<MatchResult> nodes(String line) {
        return ARROW.splitAsStream(line.strip()).map(node -> {
            Matcher matcher = NODE.matcher(node);
            assertThat(matcher.matches()).as(node).isTrue();
            return matcher.toMatchResult();
        });
    }

    private static Set<String> reached(String module, Map<String, Set<String>> directions) {
        Set<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(directions.getOrDefault(module, Set.of()));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (reached.add(next)) {
                open.addAll(directions.getOrDefault(next, Set.of()));
            }
        }
        return reached;
    }
}
