package io.codefleet.agent.workspace.git;

import io.codefleet.agent.workspace.local.CommandRun;
import java.io.ByteArrayOutputStream;

/** Cuts what a program prints into texts, each of which has a zero byte behind it. */
final class ZeroTerminated implements CommandRun.Sink {
    private final Texts texts;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /** Takes the texts. */
    interface Texts {
        /**
         * Receives one text.
         *
         * @return whether more is wanted
         */
        boolean take(byte[] text);
    }

    ZeroTerminated(Texts texts) {
        this.texts = texts;
    }

    @Override
    public boolean take(byte[] bytes, int length) {
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == 0) {
                begun.write(bytes, from, i - from);
                from = i + 1;
                boolean more = texts.take(begun.toByteArray());
                begun.reset();
                if (!more) {
                    return false;
                }
            }
        }
        begun.write(bytes, from, length - from);
        return true;
    }
}
