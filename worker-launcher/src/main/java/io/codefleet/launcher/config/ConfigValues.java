package io.codefleet.launcher.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.codefleet.wire.DurationText;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

/** How values of the configuration file are read that are more than text and numbers. */
final class ConfigValues extends SimpleModule {
    private static final long serialVersionUID = 1L;

    ConfigValues() {
        addDeserializer(Duration.class, new FromText<>(Duration.class, DurationText::parse));
        addDeserializer(ByteSize.class, new FromText<>(ByteSize.class, ByteSize::parse));
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
}
