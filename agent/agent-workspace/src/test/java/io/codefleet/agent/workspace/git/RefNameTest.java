package io.codefleet.agent.workspace.git;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of branches, as Git itself judges them. */
class RefNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "main",
                "dependabot/npm/@types/node-20.1",
                "fix-#12",
                "#",
                "a,b(c)='d';$e&f!g{h}",
                "%41",
                "größe/日本語",
                "a@b",
                "@a",
                "a.b",
                "a-",
                "_",
                "+x",
                "x\"y|z<>`",
                "HEADS",
                "a/HEAD",
                "@",
                "@{x",
                "a@{1}",
                "a/-b",
                ".a",
                "a/.b",
                "a.",
                "a./b",
                "a..b",
                "a.lock",
                "a.lock/b",
                "a.lockx",
                "/a",
                "a/",
                "a//b",
                "a b",
                "a~1",
                "a^",
                "a:b",
                "a?",
                "a*",
                "a[b",
                "a]b",
                "a\\b",
                "a\tb",
                "a\u007fb",
                "a\u0001b",
                "a\u00a0b"
            })
    void aRefNameIsValidatedAsGitDoes(String name) throws Exception {
        ProcessBuilder git = new ProcessBuilder("git", "check-ref-format", RefName.BRANCHES + name)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);

        assertThat(RefName.isBranch(name)).isEqualTo(git.start().waitFor() == 0);
    }

    @Test
    void whatGitsCommandsForBranchesRefuseIsRefusedToo() {
        assertThat(RefName.isBranch("HEAD")).isFalse();
        assertThat(RefName.isBranch("-a")).isFalse();
        assertThat(RefName.isBranch("")).isFalse();
    }
}
