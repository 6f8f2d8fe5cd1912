package io.codefleet.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** The scripts and styles of the pages: own ones, and those of libraries, copied out of their jars. */
final class SiteLibraries {
    private static final List<String> OWN = List.of("site.css", "theme.js", "site.js", "search.js", "reference.js");

    /** The files of libraries by their path below {@code META-INF/resources/webjars}. */
    private static final Map<String, String> LIBRARIES = Map.of(
            "highlight.js", "highlightjs/11.11.1/highlight.js",
            "nginx.js", "highlightjs/11.11.1/languages/nginx.min.js",
            "lunr.js", "lunr/2.3.9/lunr.js",
            "mermaid.min.js", "mermaid/11.6.0/dist/mermaid.min.js",
            "swagger-ui.css", "swagger-ui/5.34.1/swagger-ui.css",
            "swagger-ui-bundle.js", "swagger-ui/5.34.1/swagger-ui-bundle.js");

    private SiteLibraries() {}

    /**
     * Copies all files into the site.
     *
     * @param output the folder of the site
     * @throws IOException if a file cannot be written
     */
    static void copy(Path output) throws IOException {
        Path folder = Files.createDirectories(output.resolve("assets/lib"));
        for (String name : OWN) {
            Files.writeString(output.resolve("assets").resolve(name), resource(name));
        }
        for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
            try (InputStream content = open("/META-INF/resources/webjars/" + library.getValue())) {
                Files.copy(content, folder.resolve(library.getKey()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /**
     * Reads a file of this module.
     *
     * @param name its name
     * @return its text
     * @throws IllegalStateException if it does not exist
     */
    static String resource(String name) {
        try (InputStream content = open(name)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        InputStream content = SiteLibraries.class.getResourceAsStream(name);
        if (content == null) {
            throw new IllegalStateException(name + " is not on the class path; compare the versions in SiteLibraries"
                    + " with those in docs-site/pom.xml");
        }
        return content;
    }
}
