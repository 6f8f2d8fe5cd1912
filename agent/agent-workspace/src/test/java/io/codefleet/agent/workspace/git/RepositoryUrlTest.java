package io.codefleet.agent.workspace.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs of repositories in their one normal form. */
class RepositoryUrlTest {
    @ParameterizedTest
    @CsvSource({
        "HTTPS://Git.Internal:443/Team/x.git, https://git.internal/Team/x.git",
        "https://git.internal./x.git, https://git.internal/x.git",
        "https://git.internal/%74eam/x%2bY.git, https://git.internal/team/x%2BY.git",
        "ssh://git@HOST:22/x, ssh://git@host/x",
        "ssh://git@host:2222/x, ssh://git@host:2222/x",
        "git@Host:team/x.git, git@host:team/x.git",
        "http://[::1]:80/x, http://[::1]/x",
        "http://host, http://host/",
        "FILE:///srv/a%20b, file:///srv/a%20b",
        "file:///srv/a%23b, file:///srv/a%23b",
        "file://LOCALHOST/srv/x, file:///srv/x",
        "file:///srv/100%, file:///srv/100%25",
    })
    void eachSpellingHasOneForm(String given, String normal) {
        assertThat(RepositoryUrl.parse(given).text()).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file://host/srv/x",
                "file://127.0.0.1/srv/x",
                "file://./srv/x",
                "file://localhost:80/srv/x",
                "https://host/a/../b",
                "https://host/a/%2e%2E/b",
                "https://host/a/%2E/b",
                "https://host/a%2fb",
                "https://host/a\\b",
                "https://host\\@other/x",
                "https://host?@other/x",
                "https://host/x?token=y",
                "https://host:0/x",
                "https://host:99999/x",
                "https://-oProxy/x",
                "ssh://-oProxy/x",
                "git@-oProxy:x",
                "git@host:--upload-pack=x",
                "git@host:../x",
                "https:///x",
                "ext://sh",
                "ftp://host/x",
                "git+ssh://host/x",
                "https://host/a b",
                "file:///srv/a%0Ab",
                "C:\\repo",
                "host:path"
            })
    void whatIsDoubtfulIsRefused(String given) {
        assertThatThrownBy(() -> RepositoryUrl.parse(given)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://user:p@host/x, true",
        "https://token@host/x, true",
        "HTTPS://user:p@ss@host/x, true",
        "https://user:pa/ss@host/x, true",
        "ssh://user:p@host/x, true",
        "ssh://git@host/x, false",
        "git@host:x, false",
        "https://host/@scope/x, false",
        "https://host:8443/@scope/x, false"
    })
    void aLoginIsSeenHoweverItIsWritten(String given, boolean login) {
        assertThat(RepositoryUrl.hasLogin(given)).isEqualTo(login);
        if (login) {
            assertThat(RepositoryUrl.withoutLogin(given)).endsWith("//***@host/x");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://git.internal/, https://git.internal/x, true",
        "https://git.internal/, HTTPS://GIT.INTERNAL:443/x, true",
        "https://git.internal/, http://git.internal/x, false",
        "https://git.internal/, https://git.internal:8443/x, false",
        "https://git.internal/, https://git.internal.evil.example/x, false",
        "https://git.internal, https://git.internal/x, true",
        "https://git.internal/team, https://git.internal/team/x, true",
        "https://git.internal/team/, https://git.internal/team-b/x, false",
        "https://git.internal/team, https://git.internal/team-b/x, false",
        "https://git.internal/team, https://git.internal/%74eam/x, true",
        "git.internal, ssh://git@git.internal/x, true",
        "git.internal, git@git.internal:x, true",
        "git.internal/team, git@git.internal:team/x, true",
        "git.internal/team, git@git.internal:other/x, false",
        "git.internal, file:///git.internal/x, false",
        "ssh://git@git.internal/, git@git.internal:x, true",
        "ssh://git@git.internal/, ssh://root@git.internal/x, false",
        "file:///srv/mirrors/, file:///srv/mirrors/x, true",
        "file:///srv/mirrors/, file:///srv/mirrors-2/x, false"
    })
    void aPrefixMatchesCompletePathSegmentsOnly(String beginning, String url, boolean below) {
        assertThat(RepositoryUrl.parse(url).isBelow(RepositoryUrl.parsePattern(beginning)))
                .isEqualTo(below);
    }

    /** Git takes the path of the first from the user's home folder and that of the second from the root. */
    @Test
    void theFormWithAColonIsBelowTheSameBeginningsAsAnSshUrlAndIsAnotherRepository() {
        RepositoryUrl colon = RepositoryUrl.parse("git@Host:team/x.git");
        RepositoryUrl ssh = RepositoryUrl.parse("ssh://git@host/team/x.git");

        assertThat(colon).isNotEqualTo(ssh);
        for (String beginning : List.of("host", "host/team", "ssh://git@host/team", "git@host:team", "ssh://host/")) {
            RepositoryUrl pattern = RepositoryUrl.parsePattern(beginning);
            assertThat(colon.isBelow(pattern)).as(beginning).isTrue();
            assertThat(ssh.isBelow(pattern)).as(beginning).isTrue();
        }
        for (String other : List.of("host/tea", "ssh://ann@host/team", "git@host:other", "https://host/team")) {
            RepositoryUrl pattern = RepositoryUrl.parsePattern(other);
            assertThat(colon.isBelow(pattern)).as(other).isFalse();
            assertThat(ssh.isBelow(pattern)).as(other).isFalse();
        }
    }
}
