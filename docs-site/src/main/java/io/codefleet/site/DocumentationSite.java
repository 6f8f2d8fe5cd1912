package io.codefleet.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A builder of the documentation site. The site is a folder of static files with relative links: it works on a web
 * server, under any path, and opened from the folder.
 */
public final class DocumentationSite {
    /** The folder with the pages of javadoc, in the site. */
    static final String JAVADOC = "javadoc";

    private static final String SITE_FILE = "assets/site.css";

    private DocumentationSite() {}

    /**
     * Builds the site.
     *
     * @param arguments the folder of the repository; the folder of the site, which is replaced; the folder that
     *     javadoc wrote, or {@code none}
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        List<Path> javadoc = arguments[2].equals("none") ? List.of() : List.of(Path.of(arguments[2]));
        build(Path.of(arguments[0]), Path.of(arguments[1]), javadoc);
    }

    /**
     * Builds the site.
     *
     * @param root the folder of the repository
     * @param output the folder of the site; one that exists is replaced
     * @param javadoc the folder that javadoc wrote, or none
     * @throws IOException if a file cannot be read or written
     * @throws IllegalStateException if a link is broken, naming all that are
     * @throws IllegalArgumentException if the folder exists and has something else
     */
    static void build(Path root, Path output, List<Path> javadoc) throws IOException {
        Map<String, SitePage> pages = SitePages.read(root);
        deleteBelow(output);
        Files.createDirectories(output);
        for (Path folder : javadoc) {
            copy(folder, output.resolve(JAVADOC));
        }
        SiteLibraries.copy(output);
        PageTemplate template = new PageTemplate(SiteNavigation.of(pages, !javadoc.isEmpty()));
        for (SitePage page : pages.values()) {
            write(output, page, template);
        }
        write(output, ApiReference.write(root, output), template);
        Files.writeString(
                output.resolve("assets/search-index.js"),
                SearchIndex.of(pages.values()).script());
        List<String> broken = LinkCheck.brokenLinks(output);
        if (!broken.isEmpty()) {
            throw new IllegalStateException("broken links of the site:\n  " + String.join("\n  ", broken));
        }
    }

    private static void write(Path output, SitePage page, PageTemplate template) throws IOException {
        Path file = output.resolve(page.target());
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, template.fill(page));
    }

    private static void deleteBelow(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.exists(folder.resolve(SITE_FILE))) {
            throw new IllegalArgumentException(
                    folder + " exists and is not a documentation site; name a new folder, or delete it");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.resolveSibling(""));
                Files.copy(file, copy);
            }
        }
    }
}
