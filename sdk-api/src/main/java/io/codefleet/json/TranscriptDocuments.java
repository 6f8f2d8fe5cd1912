package io.codefleet.json;

import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.error.MalformedDataException;
import io.codefleet.transcript.Transcript;
import io.codefleet.transcript.TranscriptPart;
import io.codefleet.transcript.TranscriptStep;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Documents of an attempt that hold its transcript: the content of each is a part as JSON, compressed, in Base64. */
public final class TranscriptDocuments {
    private static final Logger log = LoggerFactory.getLogger(TranscriptDocuments.class);

    /** Maximum size of the content in bytes: encrypted and in Base64 once more, it still fits a document. */
    public static final int MAX_BYTES = 11_500;

    private static final String NAME = "transcript.";
    /** A small text must not expand to more than a part can have been made of, nor all of them to more than a transcript. */
    private static final int MAX_EXPANDED = 512 * 1024;

    private static final int MAX_EXPANDED_IN_ALL = 4 * 1024 * 1024;

    private TranscriptDocuments() {}

    /** Returns the name of the document in a slot of the attempt. */
    public static String name(int slot) {
        return String.format(Locale.ROOT, "%s%02d", NAME, slot);
    }

    /** Returns the content of the document of a part. */
    public static String content(TranscriptPart part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(TranscriptJson.encode(part).toBuffer().getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /**
     * Reads the content of a document.
     *
     * @throws MalformedDataException if it holds no part
     */
    public static TranscriptPart part(String content) {
        return TranscriptJson.decodePart("transcript", expanded(content, MAX_EXPANDED));
    }

    private static Buffer expanded(String content, int most) {
        try (GZIPInputStream zip =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(content)))) {
            return Buffer.buffer(zip.readNBytes(most));
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedDataException("transcript", "a part is not compressed JSON in Base64", e);
        }
    }

    private static List<TranscriptPart> readable(List<Document> documents) {
        List<TranscriptPart> parts = new ArrayList<>();
        int left = MAX_EXPANDED_IN_ALL;
        for (Document document : documents) {
            try {
                Buffer json = expanded(document.content(), Math.min(left, MAX_EXPANDED));
                left -= json.length();
                parts.add(TranscriptJson.decodePart("transcript", json));
            } catch (MalformedDataException e) {
                log.debug("{} {} holds no part of a transcript: {}", document.kind(), document.name(), e.getMessage());
            }
        }
        return parts;
    }

    /**
     * Returns the transcript that the documents of an attempt hold. Parts that cannot be read count as left
     * out, and so do those past 4 MiB of JSON.
     */
    public static Transcript join(DocumentOwner owner, List<Document> documents) {
        List<TranscriptPart> parts = readable(documents.stream()
                .filter(document -> document.name().startsWith(NAME))
                .toList());
        parts.sort(Comparator.comparingInt(TranscriptPart::first));
        List<TranscriptStep> steps = new ArrayList<>();
        int next = 0;
        boolean complete = false;
        for (TranscriptPart part : parts) {
            if (part.first() > next) {
                Instant at = part.steps().isEmpty()
                        ? Instant.EPOCH
                        : part.steps().get(0).at();
                steps.add(new TranscriptStep.Omitted(at, part.first() - next));
            }
            steps.addAll(part.steps());
            next = Math.max(next, part.first() + part.steps().size());
            complete |= part.complete();
        }
        return new Transcript(owner.taskId(), owner.attempt(), steps, complete);
    }
}
