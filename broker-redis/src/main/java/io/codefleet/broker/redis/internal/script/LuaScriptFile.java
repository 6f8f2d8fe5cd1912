package io.codefleet.broker.redis.internal.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads scripts from their files, with the parts that two lines at their beginning name:
 *
 * <ul>
 *   <li>{@code -- include}: parts that stand before the script. Each call of it makes all their functions and tables.
 *   <li>{@code -- rarely}: parts that most calls do not need. They are made when the script or a part calls {@code rarely()} for
 *       the first time, which gives their functions by name.
 * </ul>
 *
 * The include {@code constants} is {@link LuaConstant}.
 */
final class LuaScriptFile {
    private static final Pattern INCLUDE = Pattern.compile("(?m)^-- include (.+)$");
    private static final Pattern RARELY = Pattern.compile("(?m)^-- rarely (.+)$");
    private static final Pattern FUNCTION = Pattern.compile("(?m)^local function (\\w+)");

    private static final String CONSTANTS = "constants";

    private LuaScriptFile() {}

    static String read(String name) {
        return withParts(resource(name));
    }

    private static String withParts(String script) {
        Matcher include = INCLUDE.matcher(script);
        if (!include.find()) {
            throw new IllegalStateException("a script without its include line");
        }
        List<String> names = names(include);
        Matcher rarely = RARELY.matcher(script);
        boolean hasRareParts = rarely.find();
        String code = (hasRareParts ? "local rareParts, rarely\n" : "")
                + parts(names)
                + (hasRareParts ? rarely(parts(names(rarely))) : "")
                + script.substring(include.end());
        String declarations = names.contains(CONSTANTS) ? LuaConstant.declarations(code) : "";
        return script.substring(0, include.start()) + declarations + code;
    }

    private static List<String> names(Matcher line) {
        return List.of(line.group(1).trim().split(" ", -1));
    }

    private static String parts(List<String> names) {
        return names.stream()
                .filter(name -> !name.equals(CONSTANTS))
                .map(name -> resource("include/" + name) + '\n')
                .collect(Collectors.joining());
    }

    private static String rarely(String parts) {
        String functions = FUNCTION.matcher(parts)
                .results()
                .map(function -> function.group(1) + " = " + function.group(1))
                .collect(Collectors.joining(", "));
        return "rarely = function()\nif not rareParts then\n" + parts + "rareParts = { " + functions
                + " }\nend\nreturn rareParts\nend\n";
    }

    private static String resource(String name) {
        try (InputStream in = LuaScriptFile.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("no script " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the digest by which Redis identifies a script. */
    static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
