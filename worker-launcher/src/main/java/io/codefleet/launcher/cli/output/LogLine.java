package io.codefleet.launcher.cli.output;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.KeyValuePairConverter;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.regex.Pattern;

/** The text form of a log: a line for each event, whatever its values hold, and under it the trace, whose lines stand further in. */
final class LogLine extends PatternLayout {
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{20} - %text %values%n%trace";
    private static final Pattern LINE_OF_ITS_OWN = Pattern.compile("\n(?=[^\t])");

    LogLine() {
        getInstanceConverterMap().put("text", Message::new);
        getInstanceConverterMap().put("values", Values::new);
        getInstanceConverterMap().put("trace", Trace::new);
        setPattern(PATTERN);
    }

    /** As {@link Text#line} shows it. */
    private static final class Message extends MessageConverter {
        @Override
        public String convert(ILoggingEvent event) {
            return Text.line(super.convert(event));
        }
    }

    /** As {@link Text#line} shows them. */
    private static final class Values extends KeyValuePairConverter {
        @Override
        public String convert(ILoggingEvent event) {
            return Text.line(super.convert(event));
        }
    }

    /** A trace, none of whose lines begins where those of the log do. */
    private static final class Trace extends ThrowableProxyConverter {
        @Override
        protected String throwableProxyToString(IThrowableProxy thrown) {
            String trace = Text.safe(super.throwableProxyToString(thrown));
            return "\t" + LINE_OF_ITS_OWN.matcher(trace).replaceAll("\n\t");
        }
    }
}
