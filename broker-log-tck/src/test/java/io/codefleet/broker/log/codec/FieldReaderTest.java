package io.codefleet.broker.log.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.MalformedDataException;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Fields that are not what their reader expects. */
class FieldReaderTest {
    private static final Buffer BYTES =
            new FieldWriter().number(3, 5).text(4, "four").toBuffer();

    private static void read(Buffer bytes, Consumer<FieldReader> check) {
        FieldReader.read("a value", bytes, from -> {
            check.accept(from);
            return true;
        });
    }

    @Test
    void aNumberIsNotReadAsBytes() {
        read(BYTES, from -> {
            assertThat(from.number(3)).isEqualTo(5);
            assertThat(from.optionalBuffer(3)).isEmpty();
            assertThat(from.optionalText(3)).isEmpty();
            assertThat(from.texts(3)).isEmpty();
            assertThat(from.messages(3, FieldReader::length)).isEmpty();
        });
        assertThatThrownBy(() -> read(BYTES, from -> from.buffer(3)))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("field 3 is missing");
        assertThatThrownBy(() -> read(BYTES, from -> from.each((fields, number) -> {})))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("field 3 is a number");
    }

    @Test
    void bytesAreNotReadAsANumber() {
        read(BYTES, from -> {
            assertThat(from.text(4)).isEqualTo("four");
            assertThat(from.number(4, -1)).isEqualTo(-1);
            assertThat(from.numbers(4)).isEmpty();
            assertThat(from.optionalInstant(4)).isEmpty();
            assertThat(from.has(3)).isTrue();
            assertThat(from.has(4)).isTrue();
            assertThat(from.has(5)).isFalse();
        });
    }

    @Test
    void aFieldOfATooHighNumberIsRefused() {
        Buffer bytes = new FieldWriter().number(1 << 21, 1).toBuffer();
        assertThatThrownBy(() -> read(bytes, from -> from.number(1, 0)))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("too high");
    }
}
