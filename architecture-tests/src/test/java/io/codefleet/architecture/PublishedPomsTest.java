package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Published poms say what a repository of releases asks for, and need nothing that is not published. */
class PublishedPomsTest {

    private static final List<String> MODULES = PublishedModules.folders();
    private static final String ROOT = ".";
    private static final String BOM = "bom";
    private static final String DEPENDENCIES =
            "/project/dependencies/dependency[groupId='io.codefleet']" + "[not(scope='test')]/artifactId";
    private static final String MANAGED =
            "/project/dependencyManagement/dependencies/dependency[groupId='io.codefleet']/artifactId";

    private static final Pattern XML_BLOCK = Pattern.compile("(?ms)^ *```xml[^\\n]*\\n(.*?)^ *```");
    private static final Pattern MODULE =
            Pattern.compile("<groupId>io\\.codefleet</groupId>\\s*<artifactId>([^<]*)</artifactId>");

    private final XPath paths = XPathFactory.newInstance().newXPath();

    @ParameterizedTest
    @FieldSource("MODULES")
    void eachModuleHasANameAndADescriptionOfItsOwnAndThePublishedParent(String module) throws Exception {
        Document pom = parse(module);
        for (String element : List.of("artifactId", "name", "description")) {
            assertThat(text(pom, "/project/" + element))
                    .as("%s of %s", element, module)
                    .isNotBlank();
        }
        assertThat(text(pom, "/project/parent/artifactId")).isEqualTo("codefleet-parent");
        assertThat(text(pom, "/project/parent/version")).isEqualTo(text(parse(ROOT), "/project/version"));
    }

    @ParameterizedTest
    @ValueSource(strings = {ROOT, BOM})
    void whatHasNoParentSaysWhereItComesFromAndUnderWhichLicense(String module) throws Exception {
        Document pom = parse(module);
        for (String element : List.of(
                "groupId",
                "artifactId",
                "version",
                "name",
                "description",
                "url",
                "licenses/license/name",
                "licenses/license/url",
                "developers/developer/id",
                "developers/developer/name",
                "scm/url",
                "scm/connection",
                "scm/developerConnection")) {
            assertThat(text(pom, "/project/" + element))
                    .as("%s of %s", element, module)
                    .isNotBlank();
        }
    }

    @Test
    void theBomAgreesWithTheParent() throws Exception {
        for (String element : List.of("groupId", "version", "url", "licenses", "developers", "scm")) {
            assertThat(text(parse(BOM), "/project/" + element))
                    .as(element)
                    .isEqualTo(text(parse(ROOT), "/project/" + element));
        }
        assertThat(text(parse(BOM), "//plugin[artifactId='maven-gpg-plugin']/version"))
                .isEqualTo(text(parse(ROOT), "//pluginManagement//plugin[artifactId='maven-gpg-plugin']/version"));
    }

    /** A module inherits the addresses as they are: Maven would append the name of the module. */
    @Test
    void modulesInheritTheAddressesUnchanged() throws Exception {
        Document root = parse(ROOT);
        for (String attribute : List.of(
                "/project/@child.project.url.inherit.append.path",
                "/project/scm/@child.scm.url.inherit.append.path",
                "/project/scm/@child.scm.connection.inherit.append.path",
                "/project/scm/@child.scm.developerConnection.inherit.append.path")) {
            assertThat(text(root, attribute)).as(attribute).isEqualTo("false");
        }
    }

    @Test
    void theBomHasExactlyThePublishedModules() throws Exception {
        assertThat(texts(parse(BOM), MANAGED)).containsExactlyInAnyOrderElementsOf(artifacts());
    }

    @ParameterizedTest
    @FieldSource("MODULES")
    void aPublishedModuleNeedsPublishedModulesOnly(String module) throws Exception {
        assertThat(artifacts()).containsAll(texts(parse(module), DEPENDENCIES));
    }

    @Test
    void kitsForAuthorsOfBrokersArePublishedAndFixturesAreNot() {
        assertThat(MODULES)
                .contains(Modules.API, Modules.LAUNCHER, Modules.TCK, Modules.LOG_TCK, Modules.MODEL, Modules.TESTING)
                .doesNotContain(
                        Modules.TEST_SUPPORT,
                        Modules.AGENT_TEST_SUPPORT,
                        Modules.REDIS_SERVER,
                        Modules.SAMPLES,
                        Modules.EMBEDDED_WORKER,
                        Modules.BENCHMARKS,
                        Modules.FAULTS);
    }

    @Test
    void everyModuleOfTheBuildIsKnownToTheRulesOrNotPublished() throws Exception {
        List<String> unknown = new ArrayList<>(texts(parse(ROOT), "/project/modules/module"));
        unknown.removeAll(Modules.ALL);
        unknown.remove(BOM);
        assertThat(unknown)
                .isNotEmpty()
                .allSatisfy(module -> assertThat(PublishedModules.pom(module))
                        .contains("<maven.deploy.skip>true</maven.deploy.skip>"));
    }

    @Test
    void theDocumentsNamePublishedModules() throws Exception {
        Set<String> published = artifacts();
        published.add("codefleet-bom");
        List<String> unknown = new ArrayList<>();
        int named = 0;
        for (Path document : documents()) {
            Matcher blocks = XML_BLOCK.matcher(Files.readString(document));
            while (blocks.find()) {
                for (Matcher module = MODULE.matcher(blocks.group(1)); module.find(); named++) {
                    if (!published.contains(module.group(1))) {
                        unknown.add(Modules.ROOT.relativize(document) + ": " + module.group(1));
                    }
                }
            }
        }
        assertThat(unknown).as("artifacts in documents that are not published").isEmpty();
        assertThat(named).isGreaterThan(5);
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> all = Files.walk(Modules.ROOT)) {
            return all.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !Modules.ROOT
                            .relativize(file)
                            .toString()
                            .matches("(?:.*/)?(?:target|node_modules|\\.[^/]*)/.*"))
                    .toList();
        }
    }

    /** A build of every day makes no sources, javadoc, bills of materials or signatures. */
    @Test
    void onlyTheReleaseProfileCallsThePluginsOfARelease() throws Exception {
        Document root = parse(ROOT);
        Set<String> always = new HashSet<>(texts(root, "/project/build/plugins/plugin/artifactId"));
        Set<String> release =
                new HashSet<>(texts(root, "/project/profiles/profile[id='release']/build/plugins/plugin/artifactId"));
        assertThat(release)
                .containsExactlyInAnyOrder(
                        "maven-source-plugin", "maven-javadoc-plugin", "cyclonedx-maven-plugin", "maven-gpg-plugin")
                .doesNotContainAnyElementsOf(always);
        assertThat(texts(root, "/project/profiles/profile[id='release']/activation"))
                .isEmpty();
    }

    /** Settings of the one who releases name the repository. */
    @Test
    void noPomNamesARepository() throws Exception {
        List<String> modules = new ArrayList<>(MODULES);
        modules.addAll(List.of(ROOT, BOM));
        for (String module : modules) {
            assertThat(texts(
                            parse(module),
                            "//distributionManagement | /project/repositories | /project/pluginRepositories"))
                    .as(module)
                    .isEmpty();
        }
    }

    private Set<String> artifacts() throws Exception {
        Set<String> artifacts = new HashSet<>();
        for (String module : MODULES) {
            artifacts.add(text(parse(module), "/project/artifactId"));
        }
        return artifacts;
    }

    private static Document parse(String module) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(PublishedModules.pom(module))));
    }

    private String text(Document pom, String path) throws Exception {
        return paths.evaluate(path, pom).strip();
    }

    private List<String> texts(Document pom, String path) throws Exception {
        NodeList nodes = (NodeList) paths.evaluate(path, pom, XPathConstants.NODESET);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(index -> nodes.item(index).getTextContent().strip())
                .toList();
    }
}
