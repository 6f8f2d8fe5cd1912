package io.codefleet.launcher.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** The text form of a log has a line for each event, whatever the values are. */
class LogLineTest {
    private static String line(LoggingEvent event) {
        LoggerContext context = new LoggerContext();
        LogLine layout = new LogLine();
        layout.setContext(context);
        layout.start();
        return layout.doLayout(event);
    }

    private static LoggingEvent event(Throwable thrown) {
        return new LoggingEvent(
                "x",
                new LoggerContext().getLogger("io.codefleet.Task"),
                Level.INFO,
                "task failed\n10:00:00 INFO forged",
                thrown,
                null);
    }

    @Test
    void valuesThatHoldLinesOrEscapesStayInTheLine() {
        LoggingEvent event = event(null);
        event.setKeyValuePairs(List.of(new KeyValuePair("why", "a\r\n12:00 INFO forged \u009b2J\u202e")));

        assertThat(line(event).substring("00:00:00.000".length()))
                .isEqualTo(" INFO  io.codefleet.Task - task failed\\n10:00:00 INFO forged"
                        + " why=\"a\\r\\n12:00 INFO forged \\u009b2J\\u202e\"\n");
    }

    @Test
    void noLineOfATraceBeginsWhereThoseOfTheLogDo() {
        IllegalStateException cause = new IllegalStateException("b\u001b[2J\n11:00:00 INFO forged");
        String shown = line(event(new IllegalStateException("a\n12:00:00 INFO forged", cause)));

        assertThat(shown).contains("\n\tjava.lang.IllegalStateException: a\n\t12:00:00 INFO forged\n\tat ");
        assertThat(shown).contains("\n\tCaused by: java.lang.IllegalStateException: b[2J\n\t11:00:00 INFO forged");
        assertThat(shown.lines().skip(1)).allSatisfy(each -> assertThat(each).startsWith("\t"));
    }
}
