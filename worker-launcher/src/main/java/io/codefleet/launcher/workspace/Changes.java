package io.codefleet.launcher.workspace;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an attempt changed in its folder.
 *
 * @param files the paths that changed, relative to the folder, in order
 * @param patch the changes, for {@code git apply}; absent if there are none, there is no Git, or they are too large
 * @param omittedBytes the size of a patch that is too large
 */
public record Changes(List<String> files, Optional<String> patch, OptionalLong omittedBytes) {
    /** Nothing changed. */
    public static final Changes NONE = new Changes(List.of(), Optional.empty(), OptionalLong.empty());

    public Changes {
        files = List.copyOf(files);
    }

    static Changes files(List<String> changed) {
        return new Changes(changed, Optional.empty(), OptionalLong.empty());
    }
}
