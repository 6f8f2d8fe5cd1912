package io.codefleet.testing.browser;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.util.List;

/**
 * Accessibility faults of a page, found by axe-core. In the page itself, as these pages have no frames: the other mode of
 * axe-core opens a blank page for each search, which takes four times as long.
 */
public final class Accessibility {
    private Accessibility() {}

    /** Returns the faults of a page, each as the violated rule and the elements that violate it. */
    public static List<String> faults(Page page) {
        return faults(new AxeBuilder(page));
    }

    /** Returns where the text of a page has too little contrast, the only fault that depends on the colors. */
    public static List<String> contrastFaults(Page page) {
        return faults(new AxeBuilder(page).withRules(List.of("color-contrast")));
    }

    private static List<String> faults(AxeBuilder axe) {
        return axe.setLegacyMode(true).analyze().getViolations().stream()
                .flatMap(rule -> rule.getNodes().stream().map(node -> rule.getId() + ": " + node.getTarget()))
                .toList();
    }
}
