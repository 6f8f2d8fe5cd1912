package io.codefleet.launcher.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a worker takes of its machine, at rest.
 *
 * @param workerMb resident memory of the worker, in MB
 * @param serverMb resident memory of its OpenCode, in MB
 * @param workerFiles open files of the worker
 * @param serverFiles open files of its OpenCode
 * @param processes how many it has started that run
 * @param foldersKb what the folders of tasks and the mirrors take of the disk, in KB
 * @param stateKb what OpenCode's own state takes, in KB
 */
record Footprint(
        long workerMb,
        long serverMb,
        long workerFiles,
        long serverFiles,
        long processes,
        long foldersKb,
        long stateKb) {
    private static final List<String> FOLDERS = List.of("tasks", "baselines", "kept", "mirrors");

    static boolean isSupported() {
        return Files.isDirectory(Path.of("/proc/self/fd"));
    }

    static Footprint of(LauncherProcess worker, Path stateDir) {
        ProcessHandle process = ProcessHandle.of(worker.pid()).orElseThrow();
        List<ProcessHandle> family = process.descendants().toList();
        ProcessHandle server = family.stream()
                .filter(each -> each.info().command().orElse("").contains("opencode"))
                .findFirst()
                .orElseThrow();
        long folders =
                FOLDERS.stream().mapToLong(name -> size(stateDir.resolve(name))).sum();
        return new Footprint(
                residentMb(process),
                residentMb(server),
                files(process),
                files(server),
                family.size(),
                folders,
                size(stateDir) - folders);
    }

    private static long residentMb(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum()
                    / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long files(ProcessHandle process) {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path folder) {
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum()
                    / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
