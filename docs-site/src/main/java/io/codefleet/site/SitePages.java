package io.codefleet.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/** The pages of the site: all documents, and what they link to in the repository, as its text. */
final class SitePages {
    private static final List<String> DOCUMENTS = List.of(
            "README.md",
            "ARCHITECTURE.md",
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "AGENTS.md",
            "SECURITY.md",
            "CODE_OF_CONDUCT.md");

    private final Path root;
    private final MarkdownReader markdown = new MarkdownReader();
    private final Map<String, SitePage> pages = new LinkedHashMap<>();
    private final Deque<String> waiting = new ArrayDeque<>();
    private final List<String> broken = new ArrayList<>();

    private SitePages(Path root) {
        this.root = root;
    }

    /**
     * Reads the pages.
     *
     * @param root the folder of the repository
     * @return the pages by their source
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if a document links to a file that does not exist
     */
    static Map<String, SitePage> read(Path root) throws IOException {
        SitePages pages = new SitePages(root.toAbsolutePath().normalize());
        pages.waiting.addAll(DOCUMENTS);
        pages.waiting.addAll(pages.filesBelow("docs"));
        while (!pages.waiting.isEmpty()) {
            String source = pages.waiting.remove();
            if (!pages.pages.containsKey(source)) {
                pages.pages.put(source, pages.page(source));
            }
        }
        if (!pages.broken.isEmpty()) {
            throw new IllegalStateException(
                    "links to files that do not exist:\n  " + String.join("\n  ", pages.broken));
        }
        return pages.pages;
    }

    private SitePage page(String source) throws IOException {
        Path file = root.resolve(source);
        String target = SitePaths.target(source, Files.isDirectory(file));
        Element content;
        if (Files.isDirectory(file)) {
            content = folder(source);
        } else if (source.endsWith(".md")) {
            content = markdown.read(Files.readString(file));
        } else {
            content = text(source, Files.readString(file));
        }
        for (Element link : content.select("a[href]")) {
            link.attr("href", rewritten(source, target, link.attr("href")));
        }
        Element heading = content.selectFirst("h1");
        if (heading == null) {
            throw new IllegalStateException(source + " has no heading of the first level; add one as its title");
        }
        return new SitePage(source, target, heading.text(), content);
    }

    private String rewritten(String source, String target, String link) {
        if (link.isEmpty() || link.startsWith("#") || link.matches("[a-z]+:.*")) {
            return link;
        }
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path file = root.resolve(source).resolveSibling(path).normalize();
        if (!file.startsWith(root) || !Files.exists(file)) {
            broken.add(source + ": " + link);
            return link;
        }
        if (Files.isRegularFile(file.resolve("README.md"))) {
            file = file.resolve("README.md");
        }
        String linked = root.relativize(file).toString().replace('\\', '/');
        waiting.add(linked);
        return SitePaths.relative(target, SitePaths.target(linked, Files.isDirectory(file)))
                + (hash < 0 ? "" : link.substring(hash));
    }

    private Element folder(String source) throws IOException {
        Element content = new Element("div");
        content.appendElement("h1").text(source);
        Element list = content.appendElement("ul");
        for (String file : filesBelow(source)) {
            String name = file.substring(source.length() + 1);
            list.appendElement("li")
                    .appendElement("a")
                    .attr("href", source.replaceAll(".*/", "") + "/" + name)
                    .text(name);
        }
        return content;
    }

    private static Element text(String source, String text) {
        Element content = new Element("div");
        content.appendElement("h1").text(source.replaceAll(".*/", ""));
        content.appendElement("p").appendElement("code").text(source);
        content.appendElement("pre")
                .appendElement("code")
                .attr("tabindex", "0")
                .addClass("language-" + source.replaceAll(".*\\.", ""))
                .text(text);
        return content;
    }

    private Collection<String> filesBelow(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(folder))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> !("/" + file).matches(".*/(?:target/|\\.).*"))
                    .sorted()
                    .toList();
        }
    }
}
