package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Packages that are no API, or are experimental: their descriptions, the page about versions, and the comparison with a release
 * name the same ones.
 */
class InternalPackagesTest {
    private static final String INTERNAL = "may change in any release";
    private static final String EXPERIMENTAL = "@Experimental";
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern TYPE = Pattern.compile("\\{@link[\\s*]+io\\.codefleet[\\w.]*\\.([A-Z]\\w+)}");
    private static final Pattern EXCLUDE = Pattern.compile("<exclude>(io\\.codefleet\\.[\\w.]+)</exclude>");
    private static final Pattern CODE = Pattern.compile("`([\\w.]+)`");

    @Test
    void thePageAboutVersionsNamesTheExperimentalPackages() throws IOException {
        assertThat(packages(paragraph("**`@Experimental`**")))
                .isEqualTo(described(EXPERIMENTAL).keySet());
    }

    @Test
    void thePageAboutVersionsNamesTheInternalPackagesAndTheTypesOfThemThatHostsNeed() throws IOException {
        Map<String, String> internal = described(INTERNAL);
        String paragraph = paragraph("**Internal parts of a worker**");

        assertThat(internal).hasSizeGreaterThan(5);
        assertThat(packages(paragraph)).isEqualTo(internal.keySet());
        assertThat(names(CODE, paragraph).stream().filter(name -> name.matches("[A-Z]\\w+")))
                .hasSameElementsAs(names(TYPE, String.join("\n", internal.values())));
    }

    @Test
    void theComparisonWithAReleaseLeavesOutTheSamePackages() throws IOException {
        Set<String> both = new TreeSet<>(described(EXPERIMENTAL).keySet());
        both.addAll(described(INTERNAL).keySet());
        String pom = Files.readString(Modules.ROOT.resolve("pom.xml"));

        assertThat(names(EXCLUDE, pom)).isEqualTo(both);
        assertThat(pom)
                .contains("<exclude>@io.codefleet.annotation.Experimental</exclude>")
                .contains("<exclude>*.internal</exclude>", "<exclude>*.internal.*</exclude>");
    }

    /** Returns the descriptions of the packages of published modules whose {@code package-info.java} has a text. */
    private static Map<String, String> described(String text) throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (String module : PublishedModules.folders()) {
            for (Path file : JavaSources.below(Modules.sources(module))) {
                String content = file.endsWith("package-info.java") ? Files.readString(file) : "";
                if (content.replaceAll("\\s+\\*?\\s*", " ").contains(text)) {
                    found.put(names(PACKAGE, content).iterator().next(), content);
                }
            }
        }
        return found;
    }

    /** Returns the item of the list on the page about versions that begins so. */
    private static String paragraph(String begin) throws IOException {
        String page = Files.readString(Modules.ROOT.resolve("docs/reference/versioning.md"));
        int from = page.indexOf("- " + begin);
        assertThat(from).as(begin).isNotNegative();
        return page.substring(from, page.indexOf("\n- ", from));
    }

    private static Set<String> packages(String paragraph) {
        return names(CODE, paragraph).stream()
                .filter(name -> name.startsWith("io.codefleet."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
