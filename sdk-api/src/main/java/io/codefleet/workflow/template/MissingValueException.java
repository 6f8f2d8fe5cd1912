package io.codefleet.workflow.template;

import io.codefleet.error.CodefleetException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A template refers to a value that is not there. Not retryable: the same values will not have it either. */
public final class MissingValueException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    MissingValueException(Reference reference, int depth, @Nullable Object parent) {
        super(
                "{{ " + reference + " }}: there is no '" + reference.path().get(depth) + "'"
                        + (depth == 0
                                ? ""
                                : " in " + String.join(".", reference.path().subList(0, depth)))
                        + ", " + there(parent) + "; correct the name, or write {{ " + reference
                        + "? }} where it may be missing",
                false,
                null);
    }

    /** Describes the parent by names only: the values may be secret. */
    private static String there(@Nullable Object parent) {
        if (parent instanceof Map<?, ?> map) {
            return "which has " + (map.isEmpty() ? "nothing" : map.keySet());
        }
        return parent instanceof List<?> list ? "a list of " + list.size() : "which is not an object";
    }
}
