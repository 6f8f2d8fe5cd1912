package io.codefleet.launcher.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes a checkout of a mirror: a repository of its own that borrows the mirror's objects, so that it is made without copying
 * any, and an agent that commits, branches or cleans up in it reaches nobody else's. Blocks.
 */
final class Checkout {
    private final Git git;

    Checkout(Git git) {
        this.git = git;
    }

    void make(GitSource source, GitMirrors.Pinned pinned, Path folder) throws IOException {
        Path above = folder.toAbsolutePath().getParent();
        git.local(
                above == null ? folder : above,
                Map.of(),
                "clone",
                "--quiet",
                "--shared",
                "--no-checkout",
                "--no-tags",
                pinned.repository().toString(),
                folder.toString());
        git.local(folder, Map.of(), "remote", "set-url", "origin", source.url());
        boolean lfs = git.settings().lfs();
        if (lfs) {
            git.local(folder, Map.of(), "lfs", "install", "--local", "--skip-smudge", "--skip-repo");
        }
        List<String> checkout = new ArrayList<>(List.of("checkout", "--quiet", "--force"));
        pinned.branch().ifPresentOrElse(name -> checkout.addAll(List.of("-B", name)), () -> checkout.add("--detach"));
        checkout.add(pinned.commit());
        git.local(folder, Map.of("GIT_LFS_SKIP_SMUDGE", "1"), checkout.toArray(String[]::new));
        if (lfs) {
            git.remote(folder, Map.of(), source.url(), "lfs", "pull");
        }
        if (git.settings().submodules() && Files.exists(folder.resolve(".gitmodules"))) {
            git.remote(
                    folder,
                    Map.of(),
                    source.url(),
                    "-c",
                    "protocol.file.allow=" + (source.localFolder().isPresent() ? "always" : "never"),
                    "submodule",
                    "--quiet",
                    "update",
                    "--init",
                    "--recursive",
                    "--depth",
                    "1");
        }
    }
}
