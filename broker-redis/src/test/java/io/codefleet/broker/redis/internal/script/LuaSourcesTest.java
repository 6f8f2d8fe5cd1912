package io.codefleet.broker.redis.internal.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the files of scripts must leave to Java. */
class LuaSourcesTest {
    private static final Path FOLDER = Path.of("src/main/resources/io/codefleet/broker/redis/internal/script");
    private static final double MAX_NUMBER = 1000;

    private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
    private static final Pattern STRING = Pattern.compile("'[^'\n]*'");
    private static final Pattern NUMBER =
            Pattern.compile("(?<![\\w.])(?:0x[0-9a-fA-F]+|\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)");
    private static final Pattern CONSTANT = Pattern.compile("\\b[A-Z][A-Z_]+\\b");
    private static final Pattern DECLARED = Pattern.compile("local ([A-Z][A-Z_]+) =");
    private static final Pattern CALLED = Pattern.compile("(?<![\\w.:])([a-zA-Z_]\\w*)\\(");
    private static final Pattern CALLED_RARELY = Pattern.compile("(?:rarely\\(\\)|\\brareParts|\\brare)\\.(\\w+)");
    private static final Pattern RARE_PARTS = Pattern.compile("rareParts = \\{([^}]*)\\}");
    /** Names of functions, their parameters and other locals, of which some are functions. */
    private static final Pattern LOCAL = Pattern.compile("local (?:function )?([\\w, ]+)|\\(([\\w, ]*)\\)");

    private static final Set<String> BUILT_IN = Set.of(
            "tonumber",
            "type",
            "ipairs",
            "pairs",
            "next",
            "unpack",
            "pcall",
            "error",
            "function",
            "if",
            "and",
            "or",
            "not",
            "return",
            "while",
            "until",
            "elseif",
            "in");
    /** Two words of prose; a separator between codes is one character, and a part of a pattern has signs in it. */
    private static final Pattern SENTENCE = Pattern.compile("[A-Za-z]{2,} [A-Za-z]{2,}|^' ?[a-z]{2,} | [a-z]{2,} ?'$");

    /** The code of each file without comments, by its path. */
    private static Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(FOLDER)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(
                        FOLDER.relativize(path).toString(),
                        COMMENT.matcher(Files.readString(path)).replaceAll(""));
            }
        }
        assertThat(files).hasSizeGreaterThan(LuaScript.values().length);
        return files;
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }

    private static String withoutStrings(String code) {
        return STRING.matcher(code).replaceAll("''");
    }

    @Test
    void largeNumbersAreConstantsOfJava() throws IOException {
        List<String> large = new ArrayList<>();
        files().forEach((file, code) -> matches(NUMBER, withoutStrings(code)).stream()
                .filter(number -> number.startsWith("0x") || Double.parseDouble(number) > MAX_NUMBER)
                .forEach(number -> large.add(file + ": " + number)));

        assertThat(large).as("numbers above 1000, which LuaConstant declares").isEmpty();
    }

    @Test
    void scriptsReturnCodesAndJavaWritesSentences() throws IOException {
        List<String> sentences = new ArrayList<>();
        files().forEach((file, code) -> matches(STRING, code).stream()
                .filter(text -> SENTENCE.matcher(text).find())
                .forEach(text -> sentences.add(file + ": " + text)));

        assertThat(sentences).isEmpty();
    }

    @Test
    void noFileDeclaresAConstantOfJavaItself() throws IOException {
        Set<String> constants =
                Arrays.stream(LuaConstant.values()).map(Enum::name).collect(Collectors.toSet());
        files().forEach((file, code) -> assertThat(
                        DECLARED.matcher(code).results().map(found -> found.group(1)))
                .as(file)
                .doesNotContainAnyElementsOf(constants));
    }

    @ParameterizedTest
    @EnumSource
    void everyConstantThatAScriptNamesIsDeclared(LuaScript script) {
        String code = withoutStrings(COMMENT.matcher(script.source()).replaceAll(""));
        Set<String> declared = DECLARED.matcher(code)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(() -> new TreeSet<>(Set.of("KEYS", "ARGV"))));

        assertThat(declared).containsAll(matches(CONSTANT, code));
    }

    @ParameterizedTest
    @EnumSource
    void everyConstantOfJavaIsUsed(LuaConstant constant) throws IOException {
        assertThat(files().values()).anyMatch(code -> matches(CONSTANT, code).contains(constant.name()));
    }

    /** Each declaration costs each call of the script. */
    @ParameterizedTest
    @EnumSource
    void aScriptDeclaresNoConstantThatItDoesNotUse(LuaScript script) {
        String code = COMMENT.matcher(script.source()).replaceAll("");

        assertThat(DECLARED.matcher(code).results().map(found -> found.group(1)))
                .allSatisfy(name -> assertThat(matches(CONSTANT, code).stream().filter(name::equals))
                        .hasSizeGreaterThan(1));
    }

    private static String code(LuaScript script) {
        return withoutStrings(COMMENT.matcher(script.source()).replaceAll(""));
    }

    private static Set<String> locals(String code) {
        return LOCAL.matcher(code)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .flatMap(names -> Arrays.stream(names.split(",")))
                .map(String::strip)
                .collect(Collectors.toSet());
    }

    /** Lua finds out at the call only; a part that a script lacks may be called very seldom. */
    @ParameterizedTest
    @EnumSource
    void everyFunctionThatAScriptCallsIsInIt(LuaScript script) {
        Set<String> known = locals(code(script));
        known.addAll(BUILT_IN);

        assertThat(CALLED.matcher(code(script)).results().map(found -> found.group(1)))
                .isSubsetOf(known);
    }

    @ParameterizedTest
    @EnumSource
    void everyRareFunctionThatAScriptCallsIsInItsRareParts(LuaScript script) {
        Set<String> rare = RARE_PARTS
                .matcher(code(script))
                .results()
                .flatMap(parts -> Arrays.stream(parts.group(1).split(",")))
                .map(part -> part.split("=", 2)[0].strip())
                .collect(Collectors.toSet());

        assertThat(CALLED_RARELY.matcher(code(script)).results().map(found -> found.group(1)))
                .isSubsetOf(rare);
    }
}
