package io.codefleet.launcher.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives every text value of the parser under it with its environment variables put in; keys stay as they are. */
final class ExpandingParser extends JsonParserDelegate {
    private final EnvironmentText environment;
    private final Map<String, Integer> keyLines = new HashMap<>();

    ExpandingParser(JsonParser parser, EnvironmentText environment) {
        super(parser);
        this.environment = environment;
    }

    /** The line of a key, given the names that lead to it; an exception knows only how far the parser has read ahead. */
    int keyLine(String dottedPath) {
        return keyLines.getOrDefault(dottedPath, 1);
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token == JsonToken.FIELD_NAME) {
            String path =
                    getParsingContext().pathAsPointer().toString().substring(1).replace('/', '.');
            keyLines.put(path, currentTokenLocation().getLineNr());
        }
        return token;
    }

    @Override
    public @Nullable String getText() throws IOException {
        String text = super.getText();
        if (text == null || currentToken() != JsonToken.VALUE_STRING) {
            return text;
        }
        try {
            return environment.expand(text);
        } catch (IllegalArgumentException e) {
            throw JsonMappingException.from(this, e.getMessage(), e);
        }
    }

    @Override
    public @Nullable String getValueAsString() throws IOException {
        return currentToken() == JsonToken.VALUE_STRING ? getText() : super.getValueAsString();
    }

    @Override
    public @Nullable String getValueAsString(@Nullable String fallback) throws IOException {
        return currentToken() == JsonToken.VALUE_STRING ? getText() : super.getValueAsString(fallback);
    }
}
