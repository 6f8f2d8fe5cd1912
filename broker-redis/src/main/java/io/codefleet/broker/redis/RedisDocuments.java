package io.codefleet.broker.redis;

import io.codefleet.AuditNote;
import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.Documents;
import io.codefleet.broker.redis.internal.payload.Payloads;
import io.codefleet.broker.redis.internal.record.AuditRecord;
import io.codefleet.broker.redis.internal.record.ScriptReply;
import io.codefleet.broker.redis.internal.script.LuaScript;
import io.codefleet.broker.redis.internal.script.Scripts;
import io.codefleet.codec.PayloadKind;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The documents of a namespace in Redis: a hash for each kind. */
final class RedisDocuments implements Documents {
    private static final String DELETE = "";
    private static final int STORED = 1;
    private static final int TOO_MANY = -1;

    private final Namespace namespace;

    RedisDocuments(Namespace namespace) {
        this.namespace = namespace;
    }

    @Override
    public Future<List<Document>> list(String kind) {
        return namespace.call(LuaScript.DOCUMENTS).arg(kind).send().map(answer -> {
            List<Document> documents = new ArrayList<>();
            for (int i = 0; i + 2 < answer.size(); i += 3) {
                read(kind, answer, i).ifPresent(documents::add);
            }
            documents.sort(Comparator.comparing(Document::name));
            return documents;
        });
    }

    private Optional<Document> read(String kind, Response answer, int i) {
        try {
            String name = ScriptReply.text(answer, i);
            Buffer content = payloads()
                    .open(
                            PayloadKind.DOCUMENT,
                            subject(kind, name),
                            answer.get(i + 2).toBuffer());
            return Optional.of(new Document(kind, name, ScriptReply.number(answer, i + 1), content.toString()));
        } catch (MalformedDataException | InvalidInputException e) {
            return Optional.empty();
        }
    }

    @Override
    public Future<Boolean> put(Document document, Optional<AuditNote> note) {
        Buffer content;
        try {
            content = payloads()
                    .seal(
                            PayloadKind.DOCUMENT,
                            subject(document.kind(), document.name()),
                            Buffer.buffer(document.content()));
        } catch (InvalidInputException e) {
            return Future.failedFuture(e);
        }
        return change(document.kind(), document.name(), String.valueOf(document.version()), note)
                .arg(content)
                .arg(document.maxOfKind())
                .arg(document.owner().map(DocumentOwner::taskId).orElse(""))
                .arg(document.owner().map(DocumentOwner::attempt).orElse(0))
                .arg(DocumentOwner.MAX_ATTEMPTS)
                .send()
                .map(answer -> stored(document, answer.toInteger()));
    }

    private static boolean stored(Document document, int answer) {
        if (answer == TOO_MANY) {
            throw document.tooMany();
        }
        return answer == STORED;
    }

    @Override
    public Future<Boolean> delete(String kind, String name, Optional<AuditNote> note) {
        return change(kind, name, DELETE, note).send().map(answer -> answer.toInteger() == STORED);
    }

    private Scripts.Call change(String kind, String name, String version, Optional<AuditNote> note) {
        return namespace
                .call(LuaScript.DOCUMENT)
                .arg(kind)
                .arg(name)
                .arg(version)
                .arg(note.map(each -> namespace.who(each.action())).orElse(""))
                .arg(note.map(AuditNote::subject).orElse(""))
                .arg(note.flatMap(AuditNote::detail).orElse(AuditRecord.NO_DETAIL));
    }

    private Payloads payloads() {
        return namespace.payloads();
    }

    private static String subject(String kind, String name) {
        return kind + "/" + name;
    }
}
