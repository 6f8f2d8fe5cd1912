package io.codefleet.broker.redis.internal.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads scripts from their files, with those that their include line names. The include {@code constants} is {@link LuaConstant}. */
final class LuaScriptFile {
    private static final Pattern INCLUDE = Pattern.compile("(?m)^-- include (.+)$");

    private static final String CONSTANTS = "constants";

    private LuaScriptFile() {}

    static String read(String name) {
        return withIncludes(resource(name));
    }

    private static String withIncludes(String script) {
        Matcher include = INCLUDE.matcher(script);
        if (!include.find()) {
            throw new IllegalStateException("a script without its include line");
        }
        StringBuilder code = new StringBuilder();
        boolean constants = false;
        for (String name : include.group(1).trim().split(" ", -1)) {
            if (name.equals(CONSTANTS)) {
                constants = true;
            } else {
                code.append(resource("include/" + name)).append('\n');
            }
        }
        code.append(script.substring(include.end()));
        String declarations = constants ? LuaConstant.declarations(code.toString()) : "";
        return script.substring(0, include.start()) + declarations + code;
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

    /** The name by which Redis knows it. */
    static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
