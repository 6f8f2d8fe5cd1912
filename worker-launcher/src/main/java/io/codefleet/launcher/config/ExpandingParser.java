package io.codefleet.launcher.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Gives every text value of the parser under it with its environment variables put in; keys stay as they are. */
final class ExpandingParser extends JsonParserDelegate {
    private final EnvironmentText environment;

    ExpandingParser(JsonParser parser, EnvironmentText environment) {
        super(parser);
        this.environment = environment;
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
