package io.codefleet.site;

import org.jsoup.nodes.Element;

/**
 * A page of the site.
 *
 * @param source the file or folder that it shows, relative to the root of the repository
 * @param target its own file, relative to the root of the site
 * @param title its first heading
 * @param content what it shows
 */
record SitePage(String source, String target, String title, Element content) {

    /**
     * Returns whether the page is a document, and not the text of a file or the list of a folder.
     *
     * @return whether it is one
     */
    boolean isDocument() {
        return source.endsWith(".md");
    }
}
