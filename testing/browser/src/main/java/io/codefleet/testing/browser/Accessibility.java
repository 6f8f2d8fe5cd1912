package io.codefleet.testing.browser;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;

/**
 * Accessibility faults of a page, found by axe-core in the page itself, as these pages have no frames. Its library for Playwright
 * would load it again for each search and describe each element that is right, which takes several times as long.
 */
public final class Accessibility {
    private static final Map<String, Object> ALL = Map.of();

    private static final Map<String, Object> CONTRAST =
            Map.of("runOnly", Map.of("type", "rule", "values", List.of("color-contrast")));

    private static final String FIND = """
        async options => {
          const {violations} = await axe.run(document, {...options, iframes: false, resultTypes: ['violations']});
          return violations.flatMap(rule => rule.nodes.map(node => rule.id + ': ' + node.target.join(' ')));
        }""";

    private Accessibility() {}

    /** Returns the faults of a page, each as the violated rule and the element that violates it. */
    public static List<String> faults(Page page) {
        return faults(page, ALL);
    }

    /** Returns where the text of a page has too little contrast, the only fault that depends on the colors. */
    public static List<String> contrastFaults(Page page) {
        return faults(page, CONTRAST);
    }

    private static List<String> faults(Page page, Map<String, Object> options) {
        if (!(Boolean) page.evaluate("'axe' in window")) {
            page.evaluate("() => {" + AxeBuilder.getAxeScript() + "}");
        }
        return ((List<?>) page.evaluate(FIND, options))
                .stream().map(String::valueOf).toList();
    }
}
