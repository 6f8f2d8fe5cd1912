package io.codefleet.agent.worker.schema;

import com.networknt.schema.regex.RegularExpression;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jcodings.exception.EncodingException;
import org.jcodings.specific.UTF8Encoding;
import org.joni.Option;
import org.joni.Regex;
import org.joni.Syntax;
import org.joni.exception.JOniException;

/**
 * A pattern of a JSON Schema: a regular expression of ECMA-262, that of Java being another language. A pattern comes with a
 * task, and some take time without end; this one gives up when its thread is interrupted. Immutable.
 */
final class EcmaPattern implements RegularExpression {
    /** Of the engine's syntax, what it leaves out of the language: named groups and references to them. */
    private static final int NAMED_GROUPS = 128 | 256;

    private static final Pattern CODE_POINT = Pattern.compile("0*(?:10|[0-9a-fA-F])?[0-9a-fA-F]{1,4}");

    private static final Syntax SYNTAX = new Syntax(
            "ECMA-262",
            Syntax.ECMAScript.op,
            Syntax.ECMAScript.op2 | NAMED_GROUPS,
            Syntax.ECMAScript.op3,
            Syntax.ECMAScript.behavior,
            Syntax.ECMAScript.options,
            Syntax.ECMAScript.metaCharTable);

    private final Regex regex;

    private EcmaPattern(Regex regex) {
        this.regex = regex;
    }

    /** The pattern is at fault. */
    static final class PatternException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PatternException(String pattern, Throwable cause) {
            super(
                    "the pattern '" + pattern + "' is not a regular expression of ECMA-262: " + cause.getMessage(),
                    cause);
        }
    }

    /** The thread was interrupted. */
    static final class InterruptedMatchException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        InterruptedMatchException(Throwable cause) {
            super("matching a pattern was interrupted", cause);
        }
    }

    /**
     * Compiles a pattern.
     *
     * @throws PatternException if it cannot be read
     */
    static EcmaPattern of(String pattern) {
        byte[] bytes = translated(pattern).getBytes(StandardCharsets.UTF_8);
        try {
            return new EcmaPattern(new Regex(
                    bytes, 0, bytes.length, Option.CAPTURE_GROUP | Option.ASCII_RANGE, UTF8Encoding.INSTANCE, SYNTAX));
        } catch (JOniException | EncodingException e) {
            throw new PatternException(pattern, e);
        }
    }

    /** Returns what the engine writes another way: anchors, which it has for lines, code points and scripts. */
    private static String translated(String pattern) {
        StringBuilder text = new StringBuilder();
        boolean inClass = false;
        for (int i = 0; i < pattern.length(); i++) {
            char each = pattern.charAt(i);
            if (each == '\\' && i + 1 < pattern.length()) {
                i = escape(pattern, i + 1, text);
            } else if (!inClass && each == '^') {
                text.append("\\A");
            } else if (!inClass && each == '$') {
                text.append("\\z");
            } else if (inClass && (each == '[' || (each == '&' && pattern.startsWith("&&", i)))) {
                text.append('\\').append(each);
            } else {
                inClass = each == '[' || (inClass && each != ']');
                text.append(each);
            }
        }
        return text.toString();
    }

    /**
     * Translates an escape of the pattern into text.
     *
     * @return the place of the last character of the escape
     */
    private static int escape(String pattern, int at, StringBuilder text) {
        int end = pattern.indexOf('}', at);
        boolean braced = end > 0 && pattern.startsWith("{", at + 1);
        if (braced
                && pattern.charAt(at) == 'u'
                && CODE_POINT.matcher(pattern.substring(at + 2, end)).matches()) {
            literal(Integer.parseInt(pattern.substring(at + 2, end), 16), text);
            return end;
        }
        if (braced && (pattern.charAt(at) == 'p' || pattern.charAt(at) == 'P')) {
            String name = pattern.substring(at + 2, end).replaceFirst("^[A-Za-z_]+=", "");
            text.append('\\')
                    .append(pattern.charAt(at))
                    .append('{')
                    .append(name)
                    .append('}');
            return end;
        }
        text.append('\\').append(pattern.charAt(at));
        return at;
    }

    private static void literal(int codePoint, StringBuilder text) {
        boolean plain = Character.isLetterOrDigit(codePoint) || codePoint > '~' || codePoint <= ' ';
        text.append(plain ? "" : "\\").appendCodePoint(codePoint);
    }

    /**
     * Returns whether the pattern matches a part of the value.
     *
     * @throws InterruptedMatchException if the thread is interrupted, and stays so
     */
    @Override
    public boolean matches(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        try {
            return regex.matcher(bytes).searchInterruptible(0, bytes.length, Option.NONE) >= 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedMatchException(e);
        }
    }
}
