package io.codefleet.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.MalformedDataException;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server says as it closes a channel, and what that is for Codefleet. The texts are those of RabbitMQ 3.10.8. */
class RabbitFailuresTest {
    private static Throwable typed(int code, String text) {
        AMQP.Channel.Close close =
                new AMQP.Channel.Close.Builder().replyCode(code).replyText(text).build();
        return RabbitFailures.typed(
                "amqp://host", new IOException(new ShutdownSignalException(false, false, close, "channel")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "404|NOT_FOUND - home node 'rabbit@b' of durable queue 'log' in vhost '/' is down or inaccessible",
                "404|NOT_FOUND - queue 'log' in vhost '/' process is stopped by supervisor",
                "404|NOT_FOUND - failed to perform operation on queue 'log' in vhost '/' due to timeout",
                "406|PRECONDITION_FAILED - queue 'queue 'log' in vhost '/'' does not have a replica on the local node",
                "541|INTERNAL_ERROR",
            })
    void aStreamThatTheServerHasNotStartedIsUnavailable(int code, String text) {
        assertThat(typed(code, text))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("cannot be used now")
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {"404|NOT_FOUND - no queue 'log' in vhost '/'", "404|NOT_FOUND - no exchange 'log' in vhost '/'"})
    void aStreamThatDoesNotExistWasDeleted(int code, String text) {
        assertThat(typed(code, text))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("was deleted")
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "406|PRECONDITION_FAILED - inequivalent arg 'x-max-length-bytes' for queue 'log' in vhost '/': received '1'",
                "406|PRECONDITION_FAILED - invalid arg 'x-max-length-bytes' for queue 'log' in vhost '/'",
            })
    void aStreamOfAnotherLayoutIsRefused(int code, String text) {
        assertThat(typed(code, text))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("another layout")
                .hasMessageContaining(text);
    }
}
