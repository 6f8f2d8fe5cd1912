package io.codefleet.site;

import io.codefleet.site.SiteNavigation.Link;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** The frame that all pages have: navigation, search, an outline, the links to the pages before and after. */
final class PageTemplate {
    private static final String FILE = "page.html";

    private final String text;
    private final SiteNavigation navigation;

    PageTemplate(SiteNavigation navigation) {
        this.text = SiteLibraries.resource(FILE);
        this.navigation = navigation;
    }

    /**
     * Fills the frame.
     *
     * @param page the page
     * @return its HTML
     */
    String fill(SitePage page) {
        Document document = Jsoup.parse(text);
        document.outputSettings().prettyPrint(false);
        document.title(page.target().equals("index.html") ? page.title() : page.title() + " · Codefleet");
        navigation.addTo(byId(document, "pages"), page.target());
        if (!page.content().select("pre.mermaid").isEmpty()) {
            Element script = document.head().prependElement("script");
            script.attr("src", "assets/lib/mermaid.min.js").attr("defer", true);
        }
        for (Element each : document.select("[href], [src]")) {
            String name = each.hasAttr("href") ? "href" : "src";
            if (!each.attr(name).matches("#.*|[a-z]+:.*")) {
                each.attr(name, SitePaths.relative(page.target(), each.attr(name)));
            }
        }
        document.body()
                .attr(
                        "data-root",
                        SitePaths.relative(page.target(), "index.html").replace("index.html", ""));
        addOutline(byId(document, "outline"), page);
        byId(document, "content").appendChildren(page.content().clone().childNodes());
        addNeighbors(byId(document, "neighbors"), page, navigation.order());
        return document.outerHtml();
    }

    private static Element byId(Document document, String id) {
        @Nullable Element found = document.getElementById(id);
        if (found == null) {
            throw new IllegalStateException(FILE + " has no element with the id " + id);
        }
        return found;
    }

    private static void addOutline(Element outline, SitePage page) {
        List<Element> headings = page.content().select("h2[id], h3[id]");
        if (headings.size() < 2) {
            outline.remove();
            return;
        }
        Element list = outline.appendElement("ul");
        for (Element heading : headings) {
            list.appendElement("li")
                    .addClass(heading.normalName())
                    .appendElement("a")
                    .attr("href", "#" + heading.id())
                    .text(textOf(heading));
        }
    }

    /** Returns the text of a heading without the sign that links to it. */
    static String textOf(Element heading) {
        Element copy = heading.clone();
        copy.select(".permalink").remove();
        return copy.text();
    }

    private static void addNeighbors(Element parent, SitePage page, List<Link> order) {
        List<String> targets = order.stream().map(Link::target).toList();
        int place = targets.indexOf(page.target());
        if (place > 0) {
            Link previous = order.get(place - 1);
            addNeighbor(parent, page, previous, "prev").text("← " + previous.text());
        }
        if (place >= 0 && place < order.size() - 1) {
            Link next = order.get(place + 1);
            addNeighbor(parent, page, next, "next").text(next.text() + " →");
        }
        if (parent.childrenSize() == 0) {
            parent.remove();
        }
    }

    private static Element addNeighbor(Element parent, SitePage page, Link link, String relation) {
        return parent.appendElement("a")
                .attr("rel", relation)
                .attr("href", SitePaths.relative(page.target(), link.target()));
    }
}
