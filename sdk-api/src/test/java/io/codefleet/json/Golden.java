package io.codefleet.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Files with what is stored. A released one is never edited: what it holds lies in the brokers of users. */
public final class Golden {
    private Golden() {}

    /** The text of such a file. */
    public static String read(String file) {
        try (InputStream in = Golden.class.getResourceAsStream("/stored/" + file)) {
            if (in == null) {
                throw new IllegalStateException("no resource stored/" + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Expects that this is what the file holds. */
    public static void assertSame(String file, String actual) {
        assertThat(actual.strip()).as(file).isEqualTo(read(file));
    }
}
