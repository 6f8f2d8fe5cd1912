package io.codefleet.agent.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Programs in the settings, hooks and attributes of repositories. Each makes an empty file with its name when it runs. */
final class PlantedPrograms {
    private static final List<String> FILTERS = List.of("clean", "smudge", "process");
    private static final List<String> HOOKS = List.of(
            "applypatch-msg",
            "commit-msg",
            "fsmonitor-watchman",
            "post-checkout",
            "post-commit",
            "post-index-change",
            "post-merge",
            "post-rewrite",
            "post-update",
            "pre-auto-gc",
            "pre-commit",
            "pre-merge-commit",
            "pre-push",
            "pre-receive",
            "prepare-commit-msg",
            "proc-receive",
            "push-to-checkout",
            "reference-transaction",
            "update");
    private static final List<String> SETTINGS = List.of(
            "core.fsmonitor",
            "core.editor",
            "core.pager",
            "core.askPass",
            "core.sshCommand",
            "core.gitProxy",
            "core.alternateRefsCommand",
            "sequence.editor",
            "credential.helper",
            "gpg.program",
            "gpg.ssh.program",
            "diff.external",
            "diff.planted.command",
            "diff.planted.textconv",
            "merge.planted.driver",
            "interactive.diffFilter",
            "uploadpack.packObjectsHook",
            "remote.origin.uploadpack",
            "remote.origin.receivepack",
            "pager.status",
            "pager.diff",
            "trailer.planted.command",
            "trailer.planted.cmd");
    private static final List<String> COMMANDS =
            List.of("add", "status", "diff", "diff-tree", "ls-files", "update-index", "write-tree", "push", "fetch");

    private final Path programs;
    private final Path ran;

    PlantedPrograms(Path folder) throws IOException {
        programs = Files.createDirectories(folder.resolve("programs"));
        ran = Files.createDirectories(folder.resolve("ran"));
    }

    /** Puts all programs into a repository and the attributes that name them into its folder. */
    void plant(Path repository, Path work) throws IOException {
        StringBuilder settings = new StringBuilder("\n[commit]\n\tgpgSign = true\n[push]\n\tgpgSign = true\n");
        for (String each : SETTINGS) {
            append(settings, each, program(each));
        }
        for (String each : FILTERS) {
            append(settings, "filter." + each + "." + each, program("filter-" + each));
        }
        for (String each : COMMANDS) {
            append(settings, "alias." + each, "!" + program("alias-" + each));
        }
        Path included = repository.resolve("included");
        Files.writeString(included, "[filter \"included\"]\n\tclean = " + program("filter-included") + "\n");
        append(settings, "include.path", included.toString());
        Files.writeString(repository.resolve("config"), settings, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Path hooks = Files.createDirectories(repository.resolve("hooks"));
        for (String each : HOOKS) {
            Path hook = hooks.resolve(each);
            Files.deleteIfExists(hook);
            Files.copy(Path.of(program("hook-" + each)), hook);
        }
        String attributes = """
                *.java filter=clean diff=planted merge=planted
                *.txt filter=process diff=planted
                *.md filter=included
                *.bin filter=smudge
                """;
        Files.writeString(work.resolve(".gitattributes"), attributes);
        Files.createDirectories(repository.resolve("info"));
        Files.writeString(repository.resolve("info/attributes"), attributes);
    }

    private static void append(StringBuilder settings, String key, String value) {
        int first = key.indexOf('.');
        int last = key.lastIndexOf('.');
        settings.append('[').append(key, 0, first);
        if (first < last) {
            settings.append(" \"").append(key, first + 1, last).append('"');
        }
        settings.append("]\n\t")
                .append(key.substring(last + 1))
                .append(" = \"")
                .append(value)
                .append("\"\n");
    }

    private String program(String name) throws IOException {
        Path program = programs.resolve(name);
        if (!Files.exists(program)) {
            String rest = name.startsWith("filter-") ? "exec cat\n" : "";
            Files.writeString(program, "#!/bin/sh\ntouch '" + ran.resolve(name) + "'\n" + rest);
            if (!program.toFile().setExecutable(true)) {
                throw new IOException(program + " cannot be made a program");
            }
        }
        return program.toString();
    }

    /** Returns the names of the programs that ran since this was asked for last. */
    List<String> ran() throws IOException {
        List<String> names;
        try (Stream<Path> all = Files.list(ran)) {
            names = all.map(each -> each.getFileName().toString()).sorted().toList();
        }
        for (String each : names) {
            Files.delete(ran.resolve(each));
        }
        return names;
    }
}
