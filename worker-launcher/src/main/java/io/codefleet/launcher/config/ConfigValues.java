package io.codefleet.launcher.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializerBase;
import io.codefleet.agent.ByteSize;
import io.codefleet.time.DurationText;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/** Parsers of values of the configuration that are more than text and numbers. */
final class ConfigValues extends SimpleModule {
    private static final long serialVersionUID = 1L;

    ConfigValues() {
        addDeserializer(Duration.class, new FromText<>(Duration.class, DurationText::parse));
        addDeserializer(ByteSize.class, new FromText<>(ByteSize.class, ByteSize::parse));
        addDeserializer(PermissionsPart.PatternActions.class, new PatternActionsReader());
        addDeserializer(Path.class, new FromOrigin());
        addSerializer(Path.class, new ToStringSerializer(Path.class));
        addSerializer(Duration.class, new DurationToText());
    }

    private static final class DurationToText extends ToStringSerializerBase {
        private static final long serialVersionUID = 1L;

        DurationToText() {
            super(Duration.class);
        }

        @Override
        public String valueToString(Object value) {
            long millis = ((Duration) value).toMillis();
            return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
        }
    }

    private static final class FromText<T> extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> read;

        FromText(Class<T> type, Function<String, T> read) {
            super(type);
            this.read = read;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getText();
            try {
                return read.apply(text);
            } catch (IllegalArgumentException e) {
                throw JsonMappingException.from(parser, e.getMessage(), e);
            }
        }
    }

    /** A relative path starts at the folder of the file that it is written in. */
    private static final class FromOrigin extends StdScalarDeserializer<Path> {
        private static final long serialVersionUID = 1L;

        FromOrigin() {
            super(Path.class);
        }

        @Override
        public Path deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String key = parser.getParsingContext().pathAsPointer().toString().substring(1);
            ConfigLayer layer = (ConfigLayer) context.getAttribute(ConfigLayer.class);
            Path folder = layer.origin(key.replace('/', '.'))
                    .map(ConfigLayer.Origin::folder)
                    .orElse(Path.of(""));
            try {
                return folder.resolve(parser.getText()).toAbsolutePath().normalize();
            } catch (InvalidPathException e) {
                throw JsonMappingException.from(
                        parser, "", new IllegalArgumentException("'" + parser.getText() + "' is not a path", e));
            }
        }
    }
}
