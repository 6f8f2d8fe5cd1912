package io.codefleet.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The manual pages have what the help has, and nothing that troff takes for a macro. */
class ManualPageTest {
    private final List<ManualPage> pages = ManualPage.of(DistributionFiles.codefleet());

    private String page(String fileName) {
        return pages.stream()
                .filter(each -> each.fileName().equals(fileName))
                .findFirst()
                .orElseThrow()
                .text();
    }

    @Test
    void eachCommandHasItsPage() {
        assertThat(pages)
                .extracting(ManualPage::fileName)
                .contains("codefleet.1", "codefleet-submit.1", "codefleet-dead-letters-replay.1")
                .doesNotContain("codefleet-help.1")
                .doesNotHaveDuplicates();
        assertThat(page("codefleet.1")).contains(".SH COMMANDS", "codefleet\\-submit(1)");
    }

    @Test
    void aPageNamesOptionsArgumentsExitCodesAndExamples() {
        assertThat(page("codefleet-submit.1"))
                .contains(".SH NAME\ncodefleet\\-submit \\- Submits a task")
                .contains(".SH SYNOPSIS\ncodefleet submit [OPTIONS]")
                .contains(".SH ARGUMENTS\n.TP\n\\fBPROMPT\\fR\n")
                .contains("\\fB\\-w, \\-\\-timeout DURATION\\fR\n", "\\fB\\-\\-no\\-wait\\fR\n")
                .contains(".SH EXIT STATUS", "\\fB4\\fR\n", ".SH EXAMPLES\n.nf\n");
    }

    @Test
    void textIsAsciiAndNoLineOfItIsAMacro() {
        assertThat(pages).allSatisfy(page -> assertThat(page.text()).isASCII());
        assertThat(Roff.escaped(".x")).isEqualTo("\\&.x");
        assertThat(Roff.escaped("'x")).isEqualTo("\\&'x");
        assertThat(Roff.escaped("a\\b – c")).isEqualTo("a\\eb \\[u2013] c");
    }
}
