package io.codefleet.launcher.scripts;

import static io.codefleet.launcher.scripts.ReleaseFixture.VERSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.launcher.scripts.ReleaseFixture.Ran;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code scripts/release} and {@code scripts/check-bundle}, with real Git, gpg and jars, and a Maven that copies. */
@DisabledOnOs(OS.WINDOWS)
class ReleaseScriptTest {
    private static final String THING = "codefleet-thing";

    @TempDir
    private Path folder;

    private ReleaseFixture fixture;

    @BeforeEach
    void repository() throws Exception {
        fixture = new ReleaseFixture(folder);
    }

    @AfterEach
    void endTheAgent() throws Exception {
        fixture.close();
    }

    private void makeKey() throws Exception {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(each -> Files.isExecutable(Path.of(each, "gpg"))),
                "gpg is missing");
        fixture.makeKey();
    }

    @Test
    void aReleaseIsTestedSignedAndTaggedAndNotPushed() throws Exception {
        makeKey();
        fixture.addUnpublished();
        String head = fixture.repo().git("rev-parse", "HEAD");
        Ran ran = fixture.release(VERSION);
        assertThat(ran.exitCode()).as(ran.output()).isZero();
        assertThat(ran.output())
                .contains("8 files of 3 artifacts, with checksums and signatures", "Nothing was uploaded");
        assertThat(fixture.calls())
                .startsWith("checked\n")
                .contains("-Prelease", "-pl .,bom,thing,distribution -am deploy");
        assertThat(fixture.repo().git("show", "v" + VERSION + ":thing/pom.xml")).contains("<version>1.2.3</version>");
        assertThat(fixture.repo().git("rev-parse", "v" + VERSION + "^{}^")).isEqualTo(head);
        assertThat(fixture.repo().git("rev-parse", "HEAD")).as("the branch").isEqualTo(head);
        assertThat(fixture.repo().git("status", "--porcelain")).isEmpty();
        try (ZipFile bundle = new ZipFile(
                fixture.output().resolve("codefleet-1.2.3-bundle.zip").toFile())) {
            assertThat(bundle.stream().map(Object::toString))
                    .contains(
                            "io/codefleet/codefleet-thing/1.2.3/codefleet-thing-1.2.3.jar",
                            "io/codefleet/codefleet-thing/1.2.3/codefleet-thing-1.2.3.jar.asc",
                            "io/codefleet/codefleet-bom/1.2.3/codefleet-bom-1.2.3.pom.asc")
                    .noneMatch(name -> name.contains("maven-metadata") || name.contains("-tests.jar"));
        }
    }

    @Test
    void aDryRunMakesNoTagRunsNoTestsAndTakesTheTimeOfTheCommit() throws Exception {
        Ran ran = fixture.release(VERSION, "--dry-run", "--no-sign");
        assertThat(ran.exitCode()).as(ran.output()).isZero();
        assertThat(ran.output()).contains("the dry run of 1.2.3 succeeded", "no signatures");
        // a build of the tag on another day makes the same jars
        long commit = Long.parseLong(fixture.repo().git("log", "-1", "--format=%ct"));
        assertThat(fixture.calls())
                .doesNotContain("checked")
                .contains("-Dgpg.skip", "time " + Instant.ofEpochSecond(commit) + "<");
        assertThat(fixture.repo().git("tag")).isEmpty();
    }

    @Test
    void aReleaseHasTheArchivesOfTheDistribution() throws Exception {
        makeKey();
        Ran ran = fixture.release(VERSION);
        assertThat(ran.exitCode()).as(ran.output()).isZero();
        assertThat(ran.output()).contains("publish codefleet-1.2.3.zip and codefleet-1.2.3.tar.gz at the tag");
        for (String kind : new String[] {"zip", "tar.gz"}) {
            String name = "codefleet-1.2.3." + kind;
            assertThat(fixture.output().resolve(name)).hasContent("a " + kind);
            Ran sum = fixture.inOutput("sha256sum", "-c", name + ".sha256");
            assertThat(sum.exitCode()).as(sum.output()).isZero();
            Ran signature = fixture.inOutput("gpg", "--batch", "--verify", name + ".asc", name);
            assertThat(signature.exitCode()).as(signature.output()).isZero();
        }
        try (ZipFile bundle = new ZipFile(
                fixture.output().resolve("codefleet-1.2.3-bundle.zip").toFile())) {
            assertThat(bundle.stream().map(Object::toString)).noneMatch(name -> name.contains("distribution"));
        }
    }

    @Test
    void aDryRunWithoutSignaturesLeavesTheArchivesWithTheirChecksums() throws Exception {
        assertThat(fixture.release(VERSION, "--dry-run", "--no-sign").exitCode())
                .isZero();
        assertThat(fixture.output()).isDirectoryContaining("glob:**/codefleet-1.2.3.zip.sha256");
        assertThat(fixture.output()).isDirectoryNotContaining("glob:**/*.asc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "v1.2.3", "1.2.3-SNAPSHOT", "01.2.3", "1.2.3-rc1", "latest"})
    void whatIsNotAVersionOfAReleaseIsRefused(String version) throws Exception {
        Ran ran = fixture.release(version, "--dry-run");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.output()).contains("'" + version + "' is not a version of a release, such as 1.2.3");
    }

    @Test
    void aReleaseWithoutSignaturesIsADryRunOnly() throws Exception {
        Ran ran = fixture.release(VERSION, "--no-sign");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.output()).contains("--no-sign is for --dry-run only");
    }

    @Test
    void anUncleanTreeIsRefusedAndADryRunWarns() throws Exception {
        fixture.repo().write("new.txt", "not committed");
        assertRefused(fixture.release(VERSION), "the working tree has changes that are not committed");
        Ran dry = fixture.release(VERSION, "--dry-run", "--no-sign");
        assertThat(dry.exitCode()).isZero();
        assertThat(dry.output()).contains("warning: the working tree has changes");
    }

    @Test
    void aVersionIsReleasedOnce() throws Exception {
        fixture.repo().git("tag", "v" + VERSION);
        assertRefused(fixture.release(VERSION, "--dry-run", "--no-sign"), "the tag v1.2.3 exists");
    }

    @Test
    void aVersionWithoutASectionOfTheChangelogIsRefused() throws Exception {
        assertRefused(fixture.release("1.2.4"), "CHANGELOG.md has no section '## [1.2.4]'");
    }

    @Test
    void withoutAKeyThereIsNoRelease() throws Exception {
        assertRefused(fixture.release(VERSION), "gpg ");
    }

    @Test
    void aSourceThatDoesNotAnswerIsNotPublished() throws Exception {
        makeKey();
        for (String pom : new String[] {"pom.xml", "bom/pom.xml"}) {
            Path file = fixture.repo().folder().resolve(pom);
            fixture.repo().write(pom, Files.readString(file).replace("/repository<", "/elsewhere<"));
        }
        fixture.repo().commit("Move");
        assertRefused(fixture.release(VERSION), "which the poms name as the source, does not answer");
    }

    @ParameterizedTest
    @CsvSource({"v1.1.0, 1.1.0", "v1.10.0, 1.10.0", "v2.0.0, ", "v1.9.0-rc.1, "})
    void theApiIsComparedWithTheNewestReleaseOfTheSameMajorVersion(String tag, String baseline) throws Exception {
        fixture.repo().git("tag", "v1.0.0");
        fixture.repo().git("tag", tag);
        fixture.release(VERSION, "--dry-run", "--no-sign");
        assertThat(fixture.calls()).contains("-Djapicmp.baseline=" + (baseline == null ? "1.0.0" : baseline));
    }

    @ParameterizedTest
    @ValueSource(strings = {".pom", ".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json", ".jar.sha1"})
    void aBundleThatLacksAFileIsRefused(String kind) throws Exception {
        Files.delete(fixture.file(THING, kind));
        assertFaults(fixture.checkBundle(), "codefleet-thing-1.2.3");
    }

    @Test
    void aJarThatIsNotWhatItsNameSaysIsRefused() throws Exception {
        fixture.put(THING, "-sources.jar", ReleaseFixture.jar("io/codefleet/Thing.class"));
        fixture.put(THING, "-javadoc.jar", ReleaseFixture.jar("package.html"));
        fixture.put(THING, ".jar", ReleaseFixture.jar("Thing.class", "io.codefleet.unpublished"));
        assertFaults(
                fixture.checkBundle(),
                "codefleet-thing-1.2.3-sources.jar has no entry that matches",
                "codefleet-thing-1.2.3-javadoc.jar has no entry that matches",
                "codefleet-thing-1.2.3.jar has no Automatic-Module-Name of its own",
                "3 faults");
    }

    @Test
    void aReleaseWithAChangedFileIsRefused() throws Exception {
        Files.write(fixture.file(THING, ".jar"), ReleaseFixture.jar("io/codefleet/Other.class"));
        assertRefused(
                fixture.release(VERSION, "--dry-run", "--no-sign"),
                "codefleet-thing-1.2.3.jar does not have the checksum that is in codefleet-thing-1.2.3.jar.md5",
                "codefleet-thing-1.2.3.jar does not have the checksum that is in codefleet-thing-1.2.3.jar.sha1");
    }

    @Test
    void aPomThatNamesASnapshotOrARepositoryOrLacksWhatIsAskedForIsRefused() throws Exception {
        String pom = "<project><version>1.0-SNAPSHOT</version><repositories></repositories></project>";
        fixture.put(THING, ".pom", pom.getBytes(StandardCharsets.UTF_8));
        assertFaults(
                fixture.checkBundle(),
                "names a SNAPSHOT",
                "names a repository",
                "has no name",
                "has no description",
                "has no developers",
                "has no scm");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<license><name>Free</name><url>https://example.com/license</url></license> | ''                  | licenses",
                "<name>Free</name>                                | <name> </name>              | licenses",
                "<url>https://example.com/license</url>           | ''                          | licenses",
                "<developer><name>Thing developers</name></developer> | <developer></developer> | developers",
                "<connection>                                     | <other>                     | scm",
                "<description>A thing.</description>              | <description> </description> | description"
            })
    void aPomWhoseElementIsEmptyIsRefused(String element, String replacement, String name) throws Exception {
        String pom = Files.readString(fixture.file("codefleet-bom", ".pom"));
        assertThat(pom).contains(element);
        fixture.put("codefleet-bom", ".pom", pom.replace(element, replacement).getBytes(StandardCharsets.UTF_8));
        assertFaults(fixture.checkBundle(), "the pom of codefleet-bom has no " + name, "1 fault");
    }

    @Test
    void whatIsNotPublishedIsNotInTheBundle() throws Exception {
        fixture.put("codefleet-fixtures", ".jar", ReleaseFixture.jar("Fixture.class"));
        fixture.put(THING, "-secret.txt", new byte[] {1});
        assertFaults(
                fixture.checkBundle(),
                "codefleet-fixtures is not a published module",
                "codefleet-thing-1.2.3-secret.txt is not part of a release");
    }

    private static void assertFaults(Ran ran, String... reasons) {
        assertThat(ran.exitCode()).as(ran.output()).isEqualTo(1);
        assertThat(ran.output()).contains(reasons);
    }

    private void assertRefused(Ran ran, String... reasons) throws Exception {
        assertFaults(ran, reasons);
        assertThat(fixture.output().resolve("codefleet-1.2.3-bundle.zip")).doesNotExist();
    }
}
