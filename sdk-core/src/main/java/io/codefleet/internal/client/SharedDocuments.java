package io.codefleet.internal.client;

import io.codefleet.Document;
import io.codefleet.Documents;
import io.vertx.core.Future;
import java.util.List;

/** The shared documents of the broker, as long as the client is open. */
record SharedDocuments(BrokerLink link) implements Documents {
    @Override
    public Future<List<Document>> list(String kind) {
        return link.ask(broker -> broker.documents().list(kind));
    }

    @Override
    public Future<Boolean> put(Document document) {
        return link.ask(broker -> broker.documents().put(document));
    }

    @Override
    public Future<Boolean> delete(String kind, String name) {
        return link.ask(broker -> broker.documents().delete(kind, name));
    }
}
