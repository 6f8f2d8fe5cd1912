package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that links between documents lead to files and headings that exist. */
class LinksTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]*)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern CODE_SPAN = Pattern.compile("`[^`\\n]*`");
    private static final Pattern PAGE = Pattern.compile("\\bdocs/[a-z0-9/-]+\\.md\\b");
    private static final Set<String> SOURCES = Set.of(
            "java", "lua", "yml", "yaml", "service", "json", "js", "ts", "html", "properties", "xml", "sh", "md");

    private final Map<Path, Set<String>> anchors = new HashMap<>();

    @Test
    void everyRelativeLinkLeadsToAFileAndAHeading() throws IOException {
        List<String> broken = new ArrayList<>();
        List<Path> documents =
                files().filter(file -> file.toString().endsWith(".md")).toList();
        for (Path document : documents) {
            Matcher links = LINK.matcher(CODE_SPAN
                    .matcher(CODE_BLOCK.matcher(Files.readString(document)).replaceAll(""))
                    .replaceAll("code"));
            while (links.find()) {
                if (!links.group(1).matches("[a-z]+:.*") && !leadsSomewhere(document, links.group(1))) {
                    broken.add(Modules.ROOT.relativize(document) + ": " + links.group(1));
                }
            }
        }
        assertThat(documents).as("the documents").hasSizeGreaterThan(20);
        assertThat(broken).as("links to files or headings that do not exist").isEmpty();
    }

    @Test
    void everyPageThatASourceNamesExists() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path source : files().filter(LinksTest::isSource).toList()) {
            Matcher pages = PAGE.matcher(text(source));
            while (pages.find()) {
                if (!Files.isRegularFile(Modules.ROOT.resolve(pages.group()))) {
                    broken.add(Modules.ROOT.relativize(source) + ": " + pages.group());
                }
            }
        }
        assertThat(broken).as("pages that sources name and that do not exist").isEmpty();
    }

    private boolean leadsSomewhere(Path document, String link) throws IOException {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = path.isEmpty() ? document : document.resolveSibling(path).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0 || anchorsOf(target).contains(link.substring(hash + 1));
    }

    private Set<String> anchorsOf(Path document) throws IOException {
        Set<String> known = anchors.get(document);
        if (known == null) {
            known = new HashSet<>();
            Matcher headings = HEADING.matcher(
                    CODE_BLOCK.matcher(Files.readString(document)).replaceAll(""));
            while (headings.find()) {
                String anchor = anchor(headings.group(1));
                for (int copy = 1; !known.add(anchor); copy++) {
                    anchor = anchor(headings.group(1)) + "-" + copy;
                }
            }
            anchors.put(document, known);
        }
        return known;
    }

    /** Returns the anchor that GitHub gives to a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private static boolean isSource(Path file) {
        String name = String.valueOf(file.getFileName());
        return SOURCES.contains(name.substring(name.lastIndexOf('.') + 1)) && !name.equals("CHANGELOG.md");
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            return "";
        }
    }

    private static Stream<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(Modules.ROOT)) {
            return all
                    .filter(file -> {
                        String name =
                                "/" + Modules.ROOT.relativize(file).toString().replace('\\', '/');
                        return !name.contains("/target/")
                                && (name.startsWith("/.github/") || !name.contains("/."))
                                && !name.contains("/node_modules/");
                    })
                    .filter(Files::isRegularFile)
                    .toList()
                    .stream();
        }
    }
}
