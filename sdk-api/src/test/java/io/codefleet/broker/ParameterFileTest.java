package io.codefleet.broker;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.codefleet.error.InvalidInputException;
import io.codefleet.testing.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ParameterFileTest {
    @RegisterExtension
    final VertxExtension vertx = new VertxExtension();

    @TempDir
    Path folder;

    private ParameterFile file(String name) {
        return new ParameterFile("passwordFile", folder.resolve(name).toString());
    }

    private void assertUnreadable(ParameterFile file, String cause) {
        for (Throwable failure : List.of(catchThrowable(file::read), failureOf(file.read(vertx.get())))) {
            assertThat(failure)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("uri: names the passwordFile " + file.path() + ", which cannot be read: " + cause
                            + "; name a file of text that this process may read");
        }
    }

    @Test
    void whiteSpaceAroundTheTextIsLeftOut() throws IOException {
        Files.writeString(folder.resolve("password"), " \tmy secret \r\n\n");
        assertThat(file("password").read()).isEqualTo("my secret");
        assertThat(get(file("password").read(vertx.get()))).isEqualTo("my secret");
    }

    @Test
    void bothReadersRefuseAFileInTheSameWords() {
        assertUnreadable(file("nothing"), "it does not exist");
        assertUnreadable(new ParameterFile("passwordFile", folder.toString()), "Is a directory");
        assertUnreadable(new ParameterFile("passwordFile", "a\0b"), "Nul character not allowed: a\0b");
    }
}
