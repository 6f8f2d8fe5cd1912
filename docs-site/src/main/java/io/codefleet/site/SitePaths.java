package io.codefleet.site;

import java.nio.file.Path;

/** Places of files on the site: the folders are those of the repository, so that relative links keep their form. */
final class SitePaths {
    private SitePaths() {}

    /**
     * Returns the file of a page.
     *
     * @param source a document, another file or a folder, relative to the root of the repository
     * @param isFolder whether it is a folder
     * @return the file, relative to the root of the site
     */
    static String target(String source, boolean isFolder) {
        if (isFolder) {
            return source + "/index.html";
        }
        if (source.equals("README.md") || source.endsWith("/README.md")) {
            return source.substring(0, source.length() - "README.md".length()) + "index.html";
        }
        String name = source.endsWith(".md") ? source.substring(0, source.length() - ".md".length()) : source;
        return name + ".html";
    }

    /**
     * Returns the link from one file of the site to another.
     *
     * @param from the file with the link, relative to the root of the site
     * @param to the other file, relative to the root of the site
     * @return the link, with the separators of URLs
     */
    static String relative(String from, String to) {
        Path folder = Path.of("/" + from).getParent();
        return Path.of(String.valueOf(folder))
                .relativize(Path.of("/" + to))
                .toString()
                .replace('\\', '/');
    }
}
