package io.codefleet.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** The modules that a release publishes: all but those that set {@code maven.deploy.skip}. */
final class PublishedModules {

    private PublishedModules() {}

    /**
     * Returns the folders of these modules.
     *
     * @return the folders, relative to the root
     */
    static List<String> folders() {
        return Modules.ALL.stream()
                .filter(module -> !pom(module).contains("<maven.deploy.skip>true</maven.deploy.skip>"))
                .toList();
    }

    /**
     * Reads the {@code pom.xml} of a module.
     *
     * @param module its folder, relative to the root
     * @return the text
     */
    static String pom(String module) {
        try {
            return Files.readString(Modules.ROOT.resolve(module).resolve("pom.xml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
