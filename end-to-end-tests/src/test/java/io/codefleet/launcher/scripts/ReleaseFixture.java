package io.codefleet.launcher.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.testing.GitRepo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * A small repository with the scripts of a release, whose {@code mvnw} copies prepared files instead of building them,
 * and signs them as Maven would.
 */
final class ReleaseFixture {
    static final String VERSION = "1.2.3";
    private static final Path SCRIPTS = Path.of("../scripts").toAbsolutePath().normalize();
    private static final String MAVEN = """
            #!/usr/bin/env bash
            set -eu
            echo "$*" >>"$LOG"
            sed -n 's|.*<project.build.outputTimestamp>|time |p' pom.xml >>"$LOG"
            for argument in "$@"; do
              case "$argument" in
                -DaltDeploymentRepository=release::file:*) staging=${argument#*::file:} ;;
                -Dgpg.skip) unsigned=yes ;;
                -Dgpg.keyname=*) key=${argument#*=} ;;
              esac
            done
            version=$(sed -n 's|^  <version>\\(.*\\)</version>|\\1|p' pom.xml)
            case "$*" in
              *,distribution\\ *)
                mkdir -p distribution/target
                for kind in zip tar.gz; do echo "a $kind" >"distribution/target/codefleet-$version.$kind"; done
                ;;
            esac
            mkdir -p "$staging"
            cp -R "$BUILT/." "$staging"
            [ -z "${unsigned:-}" ] || exit 0
            find "$staging" -type f ! -name '*.md5' ! -name '*.sha1' | while read -r file; do
              gpg --batch --quiet ${key:+--local-user "$key"} --armor --detach-sign "$file"
            done
            """;
    private static final String ABOUT = """
              <name>Thing</name>
              <description>A thing.</description>
              <url>https://example.com</url>
              <licenses>
                <license><name>Free</name><url>https://example.com/license</url></license>
              </licenses>
              <developers>
                <developer><name>Thing developers</name></developer>
              </developers>
              <scm>
                <url>https://example.com</url>
                <connection>scm:git:SOURCE</connection>
              </scm>
            """;

    record Ran(int exitCode, String output) {}

    private final Path folder;
    private final GitRepo repo;
    private final Path built;

    ReleaseFixture(Path folder) throws Exception {
        this.folder = folder;
        this.built = folder.resolve("built");
        this.repo = GitRepo.make(folder.resolve("repository"));
        for (String script : List.of("release", "check-bundle", "published-modules", "find-java", "check-api")) {
            executable("scripts/" + script, Files.readString(SCRIPTS.resolve(script)));
        }
        executable("mvnw", MAVEN);
        executable("check", "#!/bin/sh\necho checked >>\"$LOG\"\n");
        repo.write(".gitignore", "target/\n")
                .write("CHANGELOG.md", "# Changelog\n\n## [" + VERSION + "]\n")
                .write("pom.xml", pom("codefleet-parent", "1.0.0-SNAPSHOT", """
                          <modules>
                            <module>bom</module>
                            <module>thing</module>
                            <module>fixtures</module>
                            <module>distribution</module>
                          </modules>
                          <project.build.outputTimestamp>2020-01-01T00:00:00Z</project.build.outputTimestamp>
                        """))
                .write("bom/pom.xml", pom("codefleet-bom", "1.0.0-SNAPSHOT", ""))
                .write("thing/pom.xml", pom("codefleet-thing", "1.0.0-SNAPSHOT", ""))
                .write(
                        "fixtures/pom.xml",
                        pom("codefleet-fixtures", "1.0.0-SNAPSHOT", "<maven.deploy.skip>true</maven.deploy.skip>"))
                .write(
                        "distribution/pom.xml",
                        pom("codefleet-distribution", "1.0.0-SNAPSHOT", "<maven.deploy.skip>true</maven.deploy.skip>"))
                .commit("Add the modules");
        build();
    }

    private String pom(String artifact, String version, String more) {
        return "<project>\n  <artifactId>" + artifact + "</artifactId>\n  <version>" + version + "</version>\n"
                + ABOUT.replace("SOURCE", repo.url()) + more + "</project>\n";
    }

    private void executable(String name, String text) throws IOException {
        repo.write(name, text);
        Files.setPosixFilePermissions(repo.folder().resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What a build of the release leaves in its repository. */
    private void build() throws Exception {
        for (String artifact : List.of("codefleet-parent", "codefleet-bom", "codefleet-thing")) {
            put(artifact, ".pom", pom(artifact, VERSION, "").getBytes(StandardCharsets.UTF_8));
        }
        put("codefleet-thing", ".jar", jar("io/codefleet/Thing.class"));
        put("codefleet-thing", "-sources.jar", jar("io/codefleet/Thing.java"));
        put("codefleet-thing", "-javadoc.jar", jar("index.html"));
        put("codefleet-parent", "-cyclonedx.json", "{}".getBytes(StandardCharsets.UTF_8));
        put("codefleet-thing", "-cyclonedx.json", "{}".getBytes(StandardCharsets.UTF_8));
    }

    /** Adds what a build leaves in its repository and a release does not publish. */
    void addUnpublished() throws Exception {
        Files.writeString(built.resolve("io/codefleet/codefleet-thing/maven-metadata.xml"), "<metadata/>");
        put("codefleet-thing", "-tests.jar", jar("io/codefleet/ThingTest.class"));
    }

    /** Writes a file of the build, with its checksums. */
    void put(String artifact, String kind, byte[] content) throws Exception {
        Path file = file(artifact, kind);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        for (String algorithm : List.of("MD5", "SHA-1")) {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(content);
            String suffix = "." + algorithm.toLowerCase(Locale.ROOT).replace("-", "");
            Files.writeString(Path.of(file + suffix), HexFormat.of().formatHex(digest));
        }
    }

    Path file(String artifact, String kind) {
        return built.resolve("io/codefleet/%s/%s/%s-%s%s".formatted(artifact, VERSION, artifact, VERSION, kind));
    }

    static byte[] jar(String entry) throws IOException {
        return jar(entry, "io.codefleet.thing");
    }

    static byte[] jar(String entry, String moduleName) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            entry(jar, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nAutomatic-Module-Name: " + moduleName + "\n\n");
            entry(jar, entry, "content");
        }
        return bytes.toByteArray();
    }

    private static void entry(JarOutputStream jar, String name, String text) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        OutputStream out = jar;
        out.write(text.getBytes(StandardCharsets.UTF_8));
        jar.closeEntry();
    }

    GitRepo repo() {
        return repo;
    }

    /** The folder where a release leaves its files. */
    Path output() {
        return repo.folder().resolve("target/release").resolve(VERSION);
    }

    /** What Maven and the tests were called with. */
    String calls() throws IOException {
        Path log = folder.resolve("log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** Makes a key without a passphrase in a folder of its own. */
    void makeKey() throws Exception {
        Files.createDirectory(
                keys(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Ran made = run(
                "gpg", "--batch", "--passphrase", "", "--quick-generate-key", "Release test", "default", "sign", "1d");
        assertThat(made.exitCode()).as(made.output()).isZero();
    }

    /** Ends the agent that gpg has started for the key. */
    void close() throws Exception {
        if (Files.isDirectory(keys())) {
            run("gpgconf", "--kill", "all");
        }
    }

    private Path keys() {
        return folder.resolve("keys");
    }

    Ran release(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "scripts/release";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return run(command);
    }

    /** Runs a program in the folder of the released files. */
    Ran inOutput(String... command) throws Exception {
        return run(output(), command);
    }

    /** Checks what the build has left, as a release does before it makes the bundle. */
    Ran checkBundle() throws Exception {
        return run("scripts/check-bundle", built.toString(), VERSION, "--no-sign");
    }

    private Ran run(String... command) throws Exception {
        return run(repo.folder(), command);
    }

    private Ran run(Path at, String... command) throws Exception {
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(at.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .putAll(Map.of(
                        "HOME",
                        folder.toString(),
                        "GNUPGHOME",
                        keys().toString(),
                        "LOG",
                        folder.resolve("log").toString(),
                        "BUILT",
                        built.toString(),
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "GIT_AUTHOR_NAME",
                        "Test",
                        "GIT_AUTHOR_EMAIL",
                        "test@example.com",
                        "GIT_COMMITTER_NAME",
                        "Test",
                        "GIT_COMMITTER_EMAIL",
                        "test@example.com"));
        int exitCode = builder.start().waitFor();
        return new Ran(exitCode, Files.readString(output));
    }
}
