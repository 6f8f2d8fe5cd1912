package io.codefleet.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;

/**
 * The texts that the search of the site knows: each section of each document. It is a script and not a JSON file,
 * because a page that was opened from a folder may read no other file.
 */
final class SearchIndex {
    private final List<Map<String, String>> sections = new ArrayList<>();

    private SearchIndex() {}

    /**
     * Collects the sections.
     *
     * @param pages the pages of the site
     * @return the index
     */
    static SearchIndex of(Collection<SitePage> pages) {
        SearchIndex index = new SearchIndex();
        pages.stream().filter(SitePage::isDocument).forEach(index::add);
        return index;
    }

    private void add(SitePage page) {
        String link = page.target();
        String heading = page.title();
        StringBuilder text = new StringBuilder();
        for (Element block : page.content().children()) {
            if (block.normalName().matches("h[2-4]") && !block.id().isEmpty()) {
                add(link, page.title(), heading, text);
                link = page.target() + "#" + block.id();
                heading = PageTemplate.textOf(block);
            } else if (!block.normalName().equals("h1")) {
                text.append(block.text()).append(' ');
            }
        }
        add(link, page.title(), heading, text);
    }

    private void add(String link, String title, String heading, StringBuilder text) {
        sections.add(Map.of(
                "link",
                link,
                "title",
                title,
                "heading",
                heading,
                "text",
                text.toString().strip()));
        text.setLength(0);
    }

    /**
     * Returns the script of the index.
     *
     * @return JavaScript that sets {@code window.searchSections}
     * @throws JsonProcessingException never
     */
    String script() throws JsonProcessingException {
        return "window.searchSections = " + new ObjectMapper().writeValueAsString(sections) + ";\n";
    }
}
