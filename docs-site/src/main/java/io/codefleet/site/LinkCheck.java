package io.codefleet.site;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A check of the finished files: each link leads to a file and an element of the site, and no page loads from elsewhere. */
final class LinkCheck {
    private final Path site;
    private final Map<Path, Set<String>> idsByFile = new HashMap<>();
    private final List<String> broken = new ArrayList<>();

    private LinkCheck(Path site) {
        this.site = site.toAbsolutePath().normalize();
    }

    /**
     * Checks the pages of a site, without those of javadoc.
     *
     * @param site the folder
     * @return one line for each broken link: the page, and the link
     * @throws IOException if a file cannot be read
     */
    static List<String> brokenLinks(Path site) throws IOException {
        LinkCheck check = new LinkCheck(site);
        try (Stream<Path> files = Files.walk(check.site)) {
            for (Path page : files.filter(file -> file.toString().endsWith(".html"))
                    .filter(file -> !file.startsWith(check.site.resolve(DocumentationSite.JAVADOC)))
                    .sorted()
                    .toList()) {
                check.check(page);
            }
        }
        return check.broken;
    }

    private void check(Path page) throws IOException {
        Document document = Jsoup.parse(page);
        for (Element each : document.select("[src], link[href]")) {
            String address = each.attr(each.hasAttr("src") ? "src" : "href");
            if (!address.startsWith("data:") && (address.matches("[a-z]*:?//.*") || !leadsSomewhere(page, address))) {
                add(page, address);
            }
        }
        for (Element link : document.select("a[href]")) {
            String address = link.attr("href");
            if (!address.matches("(?:https?|mailto):.*") && !leadsSomewhere(page, address)) {
                add(page, address);
            }
        }
    }

    private void add(Path page, String address) {
        broken.add(site.relativize(page).toString().replace('\\', '/') + ": " + address);
    }

    private boolean leadsSomewhere(Path page, String address) throws IOException {
        int hash = address.indexOf('#');
        String path = URLDecoder.decode(hash < 0 ? address : address.substring(0, hash), StandardCharsets.UTF_8);
        if (path.startsWith("/")) {
            return false;
        }
        Path target = path.isEmpty() ? page : page.resolveSibling(path).normalize();
        if (!target.startsWith(site) || !Files.isRegularFile(target)) {
            return false;
        }
        return hash < 0 || ids(target).contains(URLDecoder.decode(address.substring(hash + 1), StandardCharsets.UTF_8));
    }

    private Set<String> ids(Path file) throws IOException {
        Set<String> known = idsByFile.get(file);
        if (known == null) {
            known = Jsoup.parse(file).select("[id]").stream().map(Element::id).collect(Collectors.toSet());
            idsByFile.put(file, known);
        }
        return known;
    }
}
