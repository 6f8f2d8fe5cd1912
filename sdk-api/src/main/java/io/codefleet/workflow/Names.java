package io.codefleet.workflow;

import io.codefleet.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for names, which are parts of ids and of references, and for values of inputs. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,39}");

    private Names() {}

    static String check(String field, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInputException(
                    field,
                    "'" + name.replaceAll("\\p{Cntrl}", "?")
                            + "' is not a valid name; use up to 40 letters, digits, - and _,"
                            + " beginning with a letter");
        }
        return name;
    }

    static Object json(String field, @Nullable Object value) {
        if (value == null) {
            throw new InvalidInputException(field, "is or holds null; leave it out, or give it a value");
        }
        boolean isPlain = value instanceof String || value instanceof Number || value instanceof Boolean;
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> json(field + "." + key, each));
        } else if (value instanceof List<?> list) {
            list.forEach(each -> json(field, each));
        } else if (!isPlain) {
            throw new InvalidInputException(
                    field,
                    "is a " + value.getClass().getName()
                            + "; only strings, numbers, booleans, maps and lists are allowed");
        }
        return value;
    }
}
