package io.codefleet.control.api;

import io.vertx.json.schema.OutputUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Faults of a body by its schema, in the words of the API. */
final class SchemaFaults {
    private static final int MOST = 20;
    private static final Pattern UNKNOWN =
            Pattern.compile("Property \"(.+)\" does not match additional properties schema");
    private static final Pattern HOLDS_FAULT = Pattern.compile("Property \"(.+)\" does not match schema");
    private static final Pattern MISSING = Pattern.compile("Instance does not have required property \"(.+)\"");
    private static final Pattern CHOICE = Pattern.compile("Instance does not match any of \\[(.+)]");

    private SchemaFaults() {}

    /** Returns the errors of the fields that are wrong, at most 20. */
    static List<Problem.ApiError> of(OutputUnit unit) {
        List<OutputUnit> errors = Optional.ofNullable(unit.getErrors()).orElse(List.of()).stream()
                .filter(error -> error.getError() != null)
                .toList();
        return errors.stream()
                .filter(error -> errors.stream().noneMatch(other -> explains(other, error)))
                .limit(MOST)
                .map(error -> fault(pointer(error), error.getError()))
                .toList();
    }

    /**
     * Returns whether an error says why there is another one. The library also reports each property that holds a fault, and such
     * a property a second time, as one that is not known.
     */
    private static boolean explains(OutputUnit error, OutputUnit follows) {
        if (UNKNOWN.matcher(follows.getError()).matches()) {
            return HOLDS_FAULT.matcher(error.getError()).matches()
                    && pointer(error).equals(pointer(follows));
        }
        return HOLDS_FAULT.matcher(follows.getError()).matches()
                && !HOLDS_FAULT.matcher(error.getError()).matches()
                && !UNKNOWN.matcher(error.getError()).matches()
                && (pointer(error) + "/").startsWith(pointer(follows) + "/");
    }

    private static String pointer(OutputUnit error) {
        return String.valueOf(error.getInstanceLocation()).replaceFirst("^#", "");
    }

    private static Problem.ApiError fault(String pointer, String words) {
        if (UNKNOWN.matcher(words).matches()) {
            return new Problem.ApiError(pointer, "is not a known field; correct its name, or leave it out");
        }
        Matcher missing = MISSING.matcher(words);
        if (missing.matches()) {
            String name = missing.group(1).replace("~", "~0").replace("/", "~1");
            return new Problem.ApiError(pointer + "/" + name, "is missing");
        }
        Matcher choice = CHOICE.matcher(words);
        return new Problem.ApiError(
                pointer, choice.matches() ? "must be one of " + choice.group(1).replace(",", ", ") : words);
    }
}
