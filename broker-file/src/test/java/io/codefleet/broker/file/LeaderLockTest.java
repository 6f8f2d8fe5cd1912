package io.codefleet.broker.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A lock whose file somebody deletes or replaces while a process takes it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "an open file cannot be deleted there")
class LeaderLockTest {
    @TempDir
    Path folder;

    private FileChannel open() throws IOException {
        return FileChannel.open(folder.resolve("leader.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    @Test
    void aFileThatWasReplacedBeforeItWasLockedIsNotTheLock() throws IOException {
        FileChannel opened = open();
        Files.delete(folder.resolve("leader.lock"));
        try (FileChannel other = open()) {
            assertThat(other.tryLock()).isNotNull();
            assertThat(LeaderLock.take(folder, opened)).isEmpty();
        }
        assertThat(opened.isOpen()).isFalse();
    }

    @Test
    void aFileThatWasDeletedBeforeItWasLockedIsNotTheLock() throws IOException {
        FileChannel opened = open();
        Files.delete(folder.resolve("leader.lock"));
        assertThat(LeaderLock.take(folder, opened)).isEmpty();
    }

    @Test
    void aLockIsInPlaceUntilItsFileIsReplaced() throws IOException {
        LeaderLock lock = LeaderLock.take(folder).orElseThrow();
        assertThat(lock.isInPlace()).isTrue();
        Files.delete(folder.resolve("leader.lock"));
        open().close();
        assertThat(lock.isInPlace()).isFalse();
        lock.release();
    }

    @Test
    void aReleasedLockIsTakenAgain() throws IOException {
        LeaderLock.take(folder).orElseThrow().release();
        Optional<LeaderLock> again = LeaderLock.take(folder);
        assertThat(again).isPresent();
        again.get().release();
    }
}
