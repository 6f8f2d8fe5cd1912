package io.codefleet.site;

import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;

/** A reader of Markdown documents: headings have the anchors that GitHub gives them, tables and code can be scrolled. */
final class MarkdownReader {
    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), HeadingAnchorExtension.create());

    private final Parser parser = Parser.builder().extensions(EXTENSIONS).build();
    private final HtmlRenderer renderer =
            HtmlRenderer.builder().extensions(EXTENSIONS).build();

    /**
     * Reads a document.
     *
     * @param text the Markdown
     * @return an element with the blocks of the document
     */
    Element read(String text) {
        Element content = Jsoup.parseBodyFragment(renderer.render(parser.parse(text)))
                .outputSettings(new Document.OutputSettings().prettyPrint(false))
                .body();
        content.select("table").forEach(MarkdownReader::makeScrollable);
        content.select("pre").forEach(MarkdownReader::markCode);
        content.select("h2[id], h3[id], h4[id]").forEach(MarkdownReader::addPermalink);
        return content;
    }

    private static void makeScrollable(Element table) {
        Element columns = table.selectFirst("thead tr");
        table.wrap("<div class=\"table\" tabindex=\"0\" role=\"region\"></div>");
        Element region = table.parent();
        if (region != null) {
            String names =
                    columns == null ? "" : String.join(", ", columns.children().eachText());
            region.attr("aria-label", "Table: " + names);
        }
    }

    /** Marks a block for the page, which colors code and draws diagrams; a diagram is readable text until then. */
    private static void markCode(Element block) {
        Element code = block.selectFirst("code");
        if (code != null && code.hasClass("language-mermaid")) {
            block.attr("class", "mermaid").attr("tabindex", "0").empty().appendChild(new TextNode(code.wholeText()));
        } else if (code != null) {
            code.attr("tabindex", "0");
        }
    }

    private static void addPermalink(Element heading) {
        heading.appendElement("a")
                .addClass("permalink")
                .attr("href", "#" + heading.id())
                .attr("aria-label", "Link to “" + heading.text() + "”")
                .text("#");
    }
}
