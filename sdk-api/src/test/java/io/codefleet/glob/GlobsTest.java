package io.codefleet.glob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths a glob matches, and which globs are refused. */
class GlobsTest {
    private static Globs globs(String... globs) {
        return Globs.parse("globs", List.of(globs));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "**/*.xml | a.xml b/a.xml b/c/a.xml .x/.xml | a.txt a.xml/b",
                "a/**/b | a/b a/x/b a/x/y/b | ab a/xb b",
                "**/ü?/b | ü1/b x/ü1/b | ü/b",
                "build/reports/**.xml | build/reports/a.xml build/reports/x/a.xml | build/a.xml",
                "*.txt | a.txt .txt | x/a.txt",
                "src/** | src/a src/x/a | src a/src/b",
                "**/a** | ab x/ab | b",
                "x**/y | x/y xa/y xa/b/y | y",
                "a?c | abc a😀c | ac a/c",
                "[a-c]x[!0-9] | axx cx_ | dxx ax1 ax/",
                "[*][-a] | *- *a | xa",
                "{a,b/*}.md | a.md b/c.md | b.md c.md",
                "x{,y} | x xy | xyy",
                "{**/a,b} | a x/a x/y/a b | x/b",
                "a} | a} | a",
                "a,b | a,b | a",
                "***/a | a b/c/a | ba",
                ".git* | .gitignore .gita | .x"
            })
    void aGlobMatchesWhatItSaysAndNothingElse(String glob, String matched, String others) {
        for (String path : matched.split(" ", -1)) {
            assertThat(globs(glob).matches(path)).as("%s with %s", glob, path).isTrue();
        }
        for (String path : others.split(" ", -1)) {
            assertThat(globs(glob).matches(path)).as("%s with %s", glob, path).isFalse();
        }
    }

    @Test
    void oneOfSeveralGlobsIsEnough() {
        assertThat(globs("*.a", "*.b").matches("x.b")).isTrue();
        assertThat(globs().matches("x.b")).isFalse();
    }

    @Test
    void aPathIsMatchedANameAtATimeUntilNothingCanMatch() {
        Globs.Prefix src = globs("src/**/*.java").root().enter("src").enter("/");

        assertThat(src.isDead()).isFalse();
        assertThat(src.enter("A.java").isMatch()).isTrue();
        assertThat(globs("src/*.java").root().enter("lib").enter("/").isDead()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/etc/passwd | leads out of the workspace",
                "a/../b | leads out of the workspace",
                "'' | empty glob",
                "' ' | empty glob",
                "src\\main | backslash",
                "a/ | write a/** for all files",
                "a//b | write one /",
                "./a | leave that out",
                "a/./b | leave that out",
                "a/.git/config | never taken",
                "**/.git | never taken",
                "{.,..}/a | no path within the workspace",
                "{/a,b/} | no path within the workspace",
                "[.]./a | no path within the workspace",
                ".g{it,it/x} | no path within the workspace",
                "{a | a { has no }",
                "{a{b}} | braces within braces",
                "[a | a [ has no ]",
                "[] | nothing in brackets",
                "[b-a] | upside down",
                "[a/b] | stands in brackets"
            })
    void aGlobThatCannotMatchIsRefusedWithTheReason(String glob, String reason) {
        assertThatThrownBy(() -> globs("ok", glob))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("globs")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"..a", "a..", "...", ".gitignore", "x.git", ".git*", "{a,/b}", "{../x,y}", "[!.]*", "?", ".?*"})
    void whatOnlyLooksLikeOneIsNotRefused(String glob) {
        assertThat(globs(glob)).isNotNull();
    }

    @Test
    void theNumberAndTheLengthOfGlobsAreBounded() {
        List<String> most = Collections.nCopies(Globs.MAX_GLOBS, "*".repeat(Globs.MAX_LENGTH));
        assertThat(Globs.parse("f", most).matches("x")).isTrue();

        assertThatThrownBy(() -> Globs.parse("f", Collections.nCopies(Globs.MAX_GLOBS + 1, "x")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("51 globs, at most 50");
        assertThatThrownBy(() -> globs("x".repeat(Globs.MAX_LENGTH + 1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("201 characters, at most 200");
    }

    @Test
    void aGlobOfManyStarsIsDoneWithALongName() {
        String glob = "*a".repeat(40) + "b";

        assertThat(globs(glob).matches("a".repeat(3_000))).isFalse();
        assertThat(globs(glob).matches("a".repeat(3_000) + "b")).isTrue();
    }

    /** By trying all ways, as slow as it is plain: a glob without braces and brackets, from places on. */
    private static boolean tried(String glob, int g, String path, int p) {
        if (g == glob.length()) {
            return p == path.length();
        }
        boolean nameBegins = g == 0 || glob.charAt(g - 1) == '/';
        if (glob.startsWith("**/", g) && nameBegins) {
            boolean none = tried(glob, g + 3, path, p);
            for (int to = p; !none && to < path.length(); to++) {
                none = path.charAt(to) == '/' && tried(glob, g + 3, path, to + 1);
            }
            return none;
        }
        if (glob.charAt(g) == '*') {
            boolean many = glob.startsWith("**", g);
            for (int to = p; to <= path.length(); to++) {
                if (tried(glob, g + (many ? 2 : 1), path, to)) {
                    return true;
                }
                if (to < path.length() && path.charAt(to) == '/' && !many) {
                    return false;
                }
            }
            return false;
        }
        return p < path.length()
                && (glob.charAt(g) == '?' ? path.charAt(p) != '/' : glob.charAt(g) == path.charAt(p))
                && tried(glob, g + 1, path, p + 1);
    }

    private static String text(Random random, List<String> parts, int most) {
        StringBuilder text = new StringBuilder();
        for (int length = 1 + random.nextInt(most); length > 0; length--) {
            text.append(parts.get(random.nextInt(parts.size())));
        }
        return text.toString();
    }

    @Test
    void aGlobMatchesWhatTryingAllWaysMatches() {
        Random random = new Random(7);
        int tried = 0;
        for (int i = 0; i < 20_000; i++) {
            String glob = text(random, List.of("a", "b", "/", "?", "*", "**/", "a/**", "/b"), 6);
            String path = text(random, List.of("a", "b", "a/", "b/"), 6) + "a";
            if (glob.contains("***") || glob.contains("//") || glob.startsWith("/") || glob.endsWith("/")) {
                continue;
            }
            tried++;
            assertThat(globs(glob).matches(path)).as("%s with %s", glob, path).isEqualTo(tried(glob, 0, path, 0));
        }
        assertThat(tried).isGreaterThan(5_000);
    }
}
