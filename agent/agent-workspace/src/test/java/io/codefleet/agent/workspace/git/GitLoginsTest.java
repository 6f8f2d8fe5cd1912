package io.codefleet.agent.workspace.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is given a login of the worker, and that no text repeats one. */
class GitLoginsTest {
    @Test
    void aSubmoduleGetsTheLoginsOfItsProjectAndThoseMeantForSubmodules() {
        GitCredential team = new GitCredential("https://git.internal/team/", "ann", "one");
        GitCredential other = new GitCredential("https://git.internal/other/", "ann", "two");
        GitCredential meant = new GitCredential(RepositoryUrl.parse("https://libs.internal/"), "ann", "three", true);
        GitSettings with = new GitSettings(true, false, false, Duration.ofMinutes(1), List.of(team, other, meant));
        RepositoryUrl project = RepositoryUrl.parse("https://git.internal/team/shop.git");

        assertThat(RemoteAccess.ofSubmodule(with, "https://git.internal/other/x.git", project)
                        .logins())
                .containsExactly(team, meant);
        assertThat(RemoteAccess.ofSubmodule(with, "https://elsewhere/x.git", project)
                        .ownHelpers())
                .isFalse();
        assertThat(RemoteAccess.ofProject(with, "https://git.internal/other/x.git")
                        .logins())
                .containsExactly(team, other, meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTPS://user:secret@example.com/x.git",
                "https://user:sec@ret@example.com/x.git",
                "https://user:sec/ret@example.com/x.git",
                "SSH://user:secret@example.com/x.git",
                "ftp://user:secret@example.com/x.git"
            })
    void noLoginIsRepeated(String url) {
        try {
            throw new AssertionError(GitSource.parse(url));
        } catch (AttemptException e) {
            assertThat(e).hasMessageNotContaining("sec").hasMessageNotContaining("ret@");
        }
    }
}
