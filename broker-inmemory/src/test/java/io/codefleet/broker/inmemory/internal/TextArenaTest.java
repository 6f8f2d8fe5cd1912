package io.codefleet.broker.inmemory.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextArenaTest {
    private static final int KB = 1 << 10;

    private final TextArena arena = new TextArena();
    private final Map<String, TextArena.ArenaText> kept = new HashMap<>();

    private void put(String value) {
        kept.put(value, arena.put(value));
    }

    private static String text(int number, int length) {
        return (number + "-").repeat(length).substring(0, length);
    }

    private void allAreKept() {
        kept.forEach((value, text) -> assertThat(text.value()).isEqualTo(value));
    }

    @Test
    void textsComeBackAsTheyWere() {
        for (int i = 0; i < 10_000; i++) {
            put(text(i, KB));
        }
        put("äöü".repeat(100));
        put("ä€😀".repeat(100));
        put("\ud83d half of a pair".repeat(10));
        put(text(1, 3 << 20));

        allAreKept();
    }

    @Test
    void textsThatDoNotFitOutsideTheHeapAreKeptInIt() {
        TextArena small = new TextArena(2 << 20);
        TextArena.ArenaText[] texts = new TextArena.ArenaText[8 * KB];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = small.put(text(i, KB));
        }
        assertThat(small.outside()).isEqualTo(2 << 20);
        for (int i = 0; i < texts.length; i++) {
            assertThat(texts[i].value()).isEqualTo(text(i, KB));
            texts[i].free();
        }
        assertThat(small.outside()).isLessThanOrEqualTo(2 << 20);
        assertThat(small.put(text(1, KB)).value()).isEqualTo(text(1, KB));
    }

    @Test
    void theMemoryOfFreedTextsIsUsedAgain() {
        for (int round = 0; round < 100; round++) {
            TextArena.ArenaText[] texts = new TextArena.ArenaText[4 * KB];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = arena.put(text(i, KB));
            }
            for (TextArena.ArenaText text : texts) {
                text.free();
            }
        }

        assertThat(arena.slabs()).isLessThan(10);
    }

    @Test
    void fewTextsThatStayDoNotKeepTheMemoryOfTheOthers() {
        for (int i = 0; i < 64 * KB; i++) {
            TextArena.ArenaText text = arena.put(text(i, KB));
            if (i % 512 == 0) {
                kept.put(text.value(), text);
            } else {
                text.free();
            }
        }

        allAreKept();
        assertThat(arena.slabs()).isLessThan(10);
    }

    @Test
    void textsAreKeptWhileOthersComeAndGo() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            put(text(i, 64 + random.nextInt(2 * KB)));
            if (random.nextInt(10) > 0) {
                String gone = kept.keySet().iterator().next();
                kept.remove(gone).free();
            }
        }

        allAreKept();
    }

    @Test
    void aLargeTextKeepsNothingWhenItIsFreed() {
        int before = arena.slabs();
        arena.put(text(1, 2 << 20)).free();

        assertThat(arena.slabs()).isEqualTo(before);
    }

    @Test
    void aFreedTextCannotBeRead() {
        TextArena.ArenaText text = arena.put(text(1, KB));
        text.free();

        assertThatThrownBy(text::value).isInstanceOf(IllegalStateException.class);
    }
}
