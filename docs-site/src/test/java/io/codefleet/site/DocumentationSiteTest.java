package io.codefleet.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The site of this repository's documents, and of small ones with faults. */
class DocumentationSiteTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private static Path site;

    @BeforeAll
    static void build() throws IOException {
        site = shared.resolve("site");
        DocumentationSite.build(ROOT, site, List.of());
    }

    @Test
    void everyDocumentIsReachableFromTheFirstPage() throws IOException {
        Set<String> expected;
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            expected = files.filter(file -> file.toString().endsWith(".md"))
                    .map(file -> SitePaths.target(ROOT.relativize(file).toString(), false))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        assertThat(expected).hasSizeGreaterThan(80);
        expected.addAll(List.of("CHANGELOG.html", "ARCHITECTURE.html", "api/index.html"));
        assertThat(reachable()).containsAll(expected);
    }

    @Test
    void theNavigationHasEachGuideAndReferenceInTheOrderOfTheContents() throws IOException {
        List<String> links =
                Jsoup.parse(site.resolve("index.html")).select("#pages a").eachAttr("href");
        assertThat(links)
                .doesNotHaveDuplicates()
                .containsSubsequence(
                        "index.html",
                        "docs/tutorial/1-first-worker.html",
                        "docs/guides/submitting.html",
                        "docs/guides/operating.html",
                        "docs/reference/cli.html",
                        "ARCHITECTURE.html",
                        "CHANGELOG.html");
        for (String kind : List.of("guides", "reference")) {
            try (Stream<Path> files = Files.list(ROOT.resolve("docs").resolve(kind))) {
                files.map(file -> SitePaths.target(ROOT.relativize(file).toString(), false))
                        .forEach(target -> assertThat(links).contains(target));
            }
        }
    }

    @Test
    void noLinkIsBrokenAndNothingIsLoadedFromElsewhere() throws IOException {
        assertThat(LinkCheck.brokenLinks(site)).isEmpty();
        for (String each : List.of("site.css", "site.js", "search.js", "theme.js", "reference.js")) {
            assertThat(site.resolve("assets").resolve(each)).content().doesNotContain("http:", "https:", "url(/");
        }
    }

    @Test
    void theSearchKnowsEachSection() throws IOException {
        List<JsonNode> sections = new ArrayList<>();
        String script = Files.readString(site.resolve("assets/search-index.js"));
        new ObjectMapper().readTree(script.substring(script.indexOf('['))).forEach(sections::add);
        assertThat(sections).hasSizeGreaterThan(400);
        assertThat(sections).anySatisfy(section -> {
            assertThat(section.path("link").asText()).isEqualTo("docs/guides/opencode.html#what-an-agent-may-do");
            assertThat(section.path("heading").asText()).isEqualTo("What an agent may do");
            assertThat(section.path("text").asText()).contains("approval_timeout");
        });
    }

    @Test
    void aLinkedFileIsAPageWithItsText() throws IOException {
        Element page = Jsoup.parse(site.resolve("samples/src/main/java/io/codefleet/samples/Quickstart.java.html"));
        assertThat(page.select("pre code.language-java").text()).contains("class Quickstart");
        assertThat(Jsoup.parse(site.resolve("samples/spring-boot/index.html"))
                        .select("main li a")
                        .eachText())
                .contains("pom.xml", "src/main/java/io/codefleet/samples/spring/ReviewController.java");
    }

    @Test
    void aLinkToAFileThatDoesNotExistFailsTheBuild() throws IOException {
        Path root = repository("See [the guide](guides/redis.md).");
        assertThatThrownBy(() -> DocumentationSite.build(root, folder.resolve("out"), List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("docs/README.md: guides/redis.md");
    }

    @Test
    void aLinkToAHeadingThatDoesNotExistFailsTheBuild() throws IOException {
        Path root = repository("See [the changes](../CHANGELOG.md#removed).");
        assertThatThrownBy(() -> DocumentationSite.build(root, folder.resolve("out"), List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("docs/index.html: ../CHANGELOG.html#removed");
    }

    @Test
    void aFolderWithSomethingElseIsNotReplaced() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious.txt"), "kept");
        assertThatThrownBy(() -> DocumentationSite.build(ROOT, folder, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a documentation site");
        assertThat(precious).exists();
    }

    @Test
    void theJavaApiIsLinkedWhereItIsPartOfTheSite() throws IOException {
        assertThat(Jsoup.parse(site.resolve("index.html")).select("#pages a").eachText())
                .contains("HTTP API")
                .doesNotContain("Java API");
        Path javadoc = Files.createDirectories(folder.resolve("javadoc"));
        Files.writeString(javadoc.resolve("index.html"), "<title>Overview</title>");
        Path root = repository("All pages.");
        DocumentationSite.build(root, folder.resolve("out"), List.of(javadoc));
        assertThat(Jsoup.parse(folder.resolve("out/docs/index.html")).select("#pages a[href=../javadoc/index.html]"))
                .hasSize(1);
        assertThat(folder.resolve("out/javadoc/index.html")).exists();
    }

    /** A repository with the documents that a site needs, and one text of the page of contents. */
    private Path repository(String contents) throws IOException {
        Path root = Files.createDirectories(folder.resolve("repository"));
        for (String name : List.of(
                "README", "ARCHITECTURE", "CHANGELOG", "CONTRIBUTING", "AGENTS", "SECURITY", "CODE_OF_CONDUCT")) {
            Files.writeString(root.resolve(name + ".md"), "# " + name + "\n\n[All](docs/README.md)\n");
        }
        Files.createDirectories(root.resolve("docs/guides"));
        Files.writeString(root.resolve("docs/README.md"), "# Documentation\n\n" + contents + "\n");
        Path api = root.resolve("control-server/src/main/resources/codefleet-control/openapi.yaml");
        Files.createDirectories(api.getParent());
        Files.writeString(api, "openapi: 3.1.0\n");
        Files.writeString(
                Files.createDirectories(root.resolve("docs/guides")).resolve("control-plane.md"), "# Control plane\n");
        return root;
    }

    private static Set<String> reachable() throws IOException {
        Set<String> seen = new TreeSet<>(Set.of("index.html"));
        Deque<String> waiting = new ArrayDeque<>(seen);
        while (!waiting.isEmpty()) {
            Path page = site.resolve(waiting.remove());
            for (String link : Jsoup.parse(page).select("a[href]").eachAttr("href")) {
                Path target = page.resolveSibling(link.replaceAll("#.*", "")).normalize();
                if (!link.contains(":") && link.replaceAll("#.*", "").endsWith(".html")) {
                    String name = site.relativize(target).toString().replace('\\', '/');
                    if (seen.add(name)) {
                        waiting.add(name);
                    }
                }
            }
        }
        return seen;
    }
}
