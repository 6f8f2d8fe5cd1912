package io.codefleet.error;

/**
 * A newer version of Codefleet wrote what is read here, in a way that this version could misunderstand. Nothing is damaged:
 * update the process that reads. Not retryable by the same process.
 */
public final class UnsupportedVersionException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final int found;
    private final int supported;

    private UnsupportedVersionException(String message, int found, int supported) {
        super(message, false, null);
        this.found = found;
        this.supported = supported;
    }

    /**
     * Creates the exception for a stored record that has a newer form.
     *
     * @param what what was read, such as {@code task 4711}
     * @param found the version it was written in
     * @param supported the newest version that this process reads
     */
    public static UnsupportedVersionException ofForm(String what, int found, int supported) {
        return new UnsupportedVersionException(
                what + " was written in version " + found + " of its form, and this process reads up to version "
                        + supported + "; update this process",
                found,
                supported);
    }

    /**
     * Creates the exception for a stored record with a value that this version does not know, in a field that must not be
     * ignored.
     *
     * @param what what was read, such as {@code task 4711}
     * @param field the field with the value
     * @param found the version the record was written in
     * @param supported the newest version that this process reads
     */
    public static UnsupportedVersionException ofValue(String what, String field, int found, int supported) {
        return new UnsupportedVersionException(
                what + " has a value in " + field + " that this process does not know: the record is of version "
                        + found
                        + " and from a newer release, and this process reads up to version " + supported
                        + "; update this process",
                found,
                supported);
    }

    /**
     * Creates the exception for a namespace that is laid out in a newer way.
     *
     * @param namespace the namespace
     * @param found its layout
     * @param supported the newest layout that this process works on
     */
    public static UnsupportedVersionException ofLayout(String namespace, int found, int supported) {
        return new UnsupportedVersionException(
                "namespace " + namespace + " has layout " + found + ", and this process works on layouts up to "
                        + supported + "; update this process, or choose another namespace",
                found,
                supported);
    }

    /**
     * Creates the exception that another process raised.
     *
     * @param message the message of that exception
     * @param found the version that the process met
     * @param supported the newest version that it supports
     */
    public static UnsupportedVersionException ofProcess(String message, int found, int supported) {
        return new UnsupportedVersionException(message, found, supported);
    }

    /** Returns the version that was met. */
    public int found() {
        return found;
    }

    /** Returns the newest version that this process supports. */
    public int supported() {
        return supported;
    }
}
