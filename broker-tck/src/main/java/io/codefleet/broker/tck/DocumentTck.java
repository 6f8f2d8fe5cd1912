package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Document;
import io.codefleet.Documents;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Processes share small documents and never overwrite each other's change unseen. */
public abstract class DocumentTck extends BrokerTck {
    private Documents documents() {
        return client().broker.documents();
    }

    @Test
    void aDocumentIsReadByEveryClientAsItWasWritten() {
        String content = "{\"text\": \"a line\\n and 'ünï' <> \"}\nmore";
        assertThat(get(documents().put(new Document("rule", "b", 0, content)))).isTrue();
        get(documents().put(new Document("rule", "a", 0, "")));

        assertThat(get(connect().broker.documents().list("rule")))
                .containsExactly(new Document("rule", "a", 1, ""), new Document("rule", "b", 1, content));
        assertThat(get(documents().list("other"))).isEmpty();
    }

    @Test
    void aWriterWhoReadAnOlderVersionIsRefused() {
        get(documents().put(new Document("rule", "a", 0, "first")));
        assertThat(get(documents().put(new Document("rule", "a", 1, "second")))).isTrue();

        assertThat(get(documents().put(new Document("rule", "a", 1, "stale")))).isFalse();
        assertThat(get(documents().put(new Document("rule", "a", 0, "new")))).isFalse();
        assertThat(get(documents().list("rule"))).containsExactly(new Document("rule", "a", 2, "second"));
    }

    @Test
    void aDeletedDocumentRestartsAtItsFirstVersion() {
        get(documents().put(new Document("rule", "a", 0, "first")));
        assertThat(get(documents().delete("rule", "a"))).isTrue();
        assertThat(get(documents().delete("rule", "a"))).isFalse();

        assertThat(get(documents().put(new Document("rule", "a", 1, "stale")))).isFalse();
        assertThat(get(documents().put(new Document("rule", "a", 0, "again")))).isTrue();
    }

    @Test
    void oneTooManyOfAKindIsRefused() {
        List<Future<Boolean>> puts = new ArrayList<>();
        for (int i = 0; i < Document.MAX_OF_A_KIND; i++) {
            puts.add(documents().put(new Document("rule", "n" + i, 0, "")));
        }
        get(Future.all(puts));

        assertThatThrownBy(() -> get(documents().put(new Document("rule", "more", 0, ""))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("document.name");
        assertThat(get(documents().put(new Document("rule", "n7", 1, "changed"))))
                .isTrue();
    }
}
