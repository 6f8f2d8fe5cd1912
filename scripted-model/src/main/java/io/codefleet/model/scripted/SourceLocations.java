package io.codefleet.model.scripted;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lines of a script's parts. */
final class SourceLocations {
    private final Map<String, Integer> lines = new HashMap<>();

    /** Receiver of each key as it is read. */
    interface Keys {
        /**
         * Receives the location of a key.
         *
         * @param path the part that has it, like {@code /fallback/0}
         * @param line where it is
         */
        void key(String path, String name, int line);
    }

    /** Reads a text to its end. */
    SourceLocations(JsonParser parser, Keys keys) throws IOException {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            String path = parser.getParsingContext().pathAsPointer().toString();
            int line = parser.currentTokenLocation().getLineNr();
            lines.putIfAbsent(path, line);
            if (token == JsonToken.FIELD_NAME) {
                keys.key(path.substring(0, path.lastIndexOf('/')), parser.currentName(), line);
            }
        }
    }

    /** Returns the line of a part, or of the nearest around it that has one. */
    Optional<Integer> line(List<Reference> path) {
        for (int end = path.size(); end > 0; end--) {
            StringBuilder pointer = new StringBuilder();
            for (Reference each : path.subList(0, end)) {
                pointer.append('/').append(each.getFieldName() == null ? each.getIndex() : each.getFieldName());
            }
            Integer line = lines.get(pointer.toString());
            if (line != null) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }
}
