package io.codefleet.agent.workspace.git;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AttemptException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The servers of large files that a repository may name. */
class LargeFileServersTest {
    private final LargeFileServers servers = new LargeFileServers(
            new ProjectAccess(
                    Optional.empty(), List.of(), List.of(RepositoryUrl.parsePattern("https://git.example.org/team/"))),
            GitSource.parse("https://git.example.org/team/shop.git"));

    private void check(String setting) {
        servers.check(List.of(setting.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lfs.url|https://git.example.org/team/files",
                "lfs.fetchexclude|*.psd",
                "remote.origin.lfsurl|https://git.example.org/team/shop.git/info/lfs"
            })
    void aServerThatTheWorkerMayAskIsAccepted(String key, String value) {
        assertThatCode(() -> check(key + "\n" + value)).doesNotThrowAnyException();
    }

    @Test
    void anotherServerIsRefused() {
        assertThatThrownBy(() -> check("lfs.pushurl\nhttps://files.example.com/shop"))
                .isInstanceOf(AttemptException.class)
                .hasMessageContaining("the server of its large files")
                .hasMessageContaining("workspace.git.allow");
    }

    @Test
    void aValueOfSeveralLinesIsRefused() {
        assertThatThrownBy(() -> check("lfs.fetchexclude\nfirst\nsecond"))
                .isInstanceOf(AttemptException.class)
                .hasMessageContaining("the value of lfs.fetchexclude has a line end");
    }

    @Test
    void aSettingThatIsNotUtf8IsRefused() {
        assertThatThrownBy(() -> check("lfs.fetchexclude\ncaf\u00e9"))
                .isInstanceOf(AttemptException.class)
                .hasMessageContaining("a setting is not UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"include.path", "includeIf.onbranch:main.path"})
    void anotherFileIsNotIncluded(String key) {
        assertThatThrownBy(() -> check(key + "\nother.cfg"))
                .isInstanceOf(AttemptException.class)
                .hasMessageContaining("it includes another file");
    }
}
