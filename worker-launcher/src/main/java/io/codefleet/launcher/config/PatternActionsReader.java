package io.codefleet.launcher.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.codefleet.agent.PermissionRule.Action;
import io.codefleet.launcher.config.PermissionsPart.PatternAction;
import io.codefleet.launcher.config.PermissionsPart.PatternActions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one action for all, or an action for each pattern. */
final class PatternActionsReader extends StdDeserializer<PatternActions> {
    private static final long serialVersionUID = 1L;
    private static final String ALL = "*";

    PatternActionsReader() {
        super(PatternActions.class);
    }

    @Override
    public PatternActions deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        List<PatternAction> actions = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            actions.add(new PatternAction(ALL, action(parser, null)));
            return new PatternActions(actions);
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String pattern = parser.currentName();
            parser.nextToken();
            actions.add(new PatternAction(pattern, action(parser, pattern)));
        }
        return new PatternActions(actions);
    }

    private static Action action(JsonParser parser, @Nullable String pattern) throws IOException {
        try {
            if (parser.currentToken().isStructStart()) {
                throw new IllegalArgumentException(
                        "is neither an action nor actions by pattern; write allow, deny or ask");
            }
            return LogSettings.word(Action.class, parser.getText());
        } catch (IllegalArgumentException e) {
            JsonMappingException fault = JsonMappingException.from(parser, e.getMessage(), e);
            if (pattern != null) {
                fault.prependPath(PatternActions.class, pattern);
            }
            throw fault;
        }
    }
}
