package io.codefleet.site;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Element;

/**
 * The navigation of the site. {@code docs/README.md} orders it: each of its headings is a group of the pages that it
 * links to.
 */
final class SiteNavigation {
    private static final String CONTENTS = "docs/README.md";
    private static final String TUTORIAL = "docs/tutorial/";

    private final Map<String, List<Link>> groups = new LinkedHashMap<>();
    private final List<Link> order;

    private SiteNavigation(Map<String, SitePage> pages, boolean hasJavadoc) {
        Map<String, String> titles = new HashMap<>();
        pages.values().forEach(page -> titles.put(page.target(), page.title()));
        groups.put("Start", start(pages));
        SitePage contents = pages.get(CONTENTS);
        if (contents == null) {
            throw new IllegalStateException(CONTENTS + " is missing; it orders the navigation");
        }
        String group = "";
        Set<String> seen = new LinkedHashSet<>();
        for (Element block : contents.content().children()) {
            if (block.normalName().equals("h2")) {
                group = block.ownText();
            } else if (!group.isEmpty()) {
                List<Link> links = groups.computeIfAbsent(group, each -> new ArrayList<>());
                for (Element link : block.select("a[href]")) {
                    String target = resolve(contents.target(), link.attr("href"));
                    if (titles.containsKey(target) && seen.add(target)) {
                        String text = link.text().endsWith(".md") ? titles.get(target) : link.text();
                        links.add(new Link(capitalized(text), target));
                    }
                }
            }
        }
        List<Link> apis = groups.computeIfAbsent("Interfaces", each -> new ArrayList<>());
        apis.add(new Link("HTTP API", ApiReference.PAGE));
        if (hasJavadoc) {
            apis.add(new Link("Java API", DocumentationSite.JAVADOC + "/index.html"));
        }
        groups.put("Project", project(pages));
        order = groups.values().stream()
                .flatMap(List::stream)
                .filter(link -> titles.containsKey(link.target))
                .toList();
    }

    /**
     * Creates the navigation.
     *
     * @param pages the pages by their source
     * @param hasJavadoc whether the site has the pages of javadoc
     * @return the navigation
     * @throws IllegalStateException if the page of contents is missing
     */
    static SiteNavigation of(Map<String, SitePage> pages, boolean hasJavadoc) {
        return new SiteNavigation(pages, hasJavadoc);
    }

    /**
     * Adds the links to a page.
     *
     * @param parent where they are added
     * @param target the file of the page
     */
    void addTo(Element parent, String target) {
        groups.forEach((name, links) -> {
            parent.appendElement("h2").text(name);
            Element list = parent.appendElement("ul");
            for (Link each : links) {
                Element link = list.appendElement("li")
                        .appendElement("a")
                        .attr("href", each.target)
                        .text(each.text);
                if (each.target.equals(target)) {
                    link.attr("aria-current", "page");
                }
            }
        });
    }

    /**
     * Returns the pages in the order in which they are read.
     *
     * @return links to them
     */
    List<Link> order() {
        return order;
    }

    private static List<Link> start(Map<String, SitePage> pages) {
        List<Link> links = new ArrayList<>();
        links.add(new Link("Overview", "index.html"));
        links.add(new Link("All pages", SitePaths.target(CONTENTS, false)));
        pages.values().stream()
                .filter(page -> page.source().startsWith(TUTORIAL))
                .sorted((one, other) -> order(one).compareTo(order(other)))
                .forEach(page -> links.add(new Link(page.title(), page.target())));
        return links;
    }

    private static String order(SitePage page) {
        return page.source().endsWith("README.md") ? "" : page.source();
    }

    private static List<Link> project(Map<String, SitePage> pages) {
        List<Link> links = new ArrayList<>();
        for (String source : List.of("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md")) {
            SitePage page = pages.get(source);
            if (page != null) {
                links.add(new Link(page.title(), page.target()));
            }
        }
        return links;
    }

    private static String resolve(String from, String link) {
        return URI.create("/" + from)
                .resolve(link.replaceAll("#.*", ""))
                .getPath()
                .substring(1);
    }

    private static String capitalized(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /**
     * A link of the navigation.
     *
     * @param text what the reader sees
     * @param target the file of the page, relative to the root of the site
     */
    record Link(String text, String target) {}
}
