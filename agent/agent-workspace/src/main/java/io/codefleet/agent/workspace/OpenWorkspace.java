package io.codefleet.agent.workspace;

import io.codefleet.Artifact;
import io.codefleet.ArtifactSelection;
import io.codefleet.agent.workspace.local.ArtifactFiles;
import io.codefleet.agent.workspace.local.OpenFolder;
import io.codefleet.agent.workspace.local.WorkspaceChanges;
import io.codefleet.agent.workspace.local.WorkspaceSnapshot;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A workspace whose steps run on the executor. */
final class OpenWorkspace implements Workspace {
    private static final Logger log = LoggerFactory.getLogger(OpenWorkspace.class);
    /** How long artifacts may be read: a file that turns out to be a pipe would be waited for. */
    private static final Duration READ_LIMIT = Duration.ofMinutes(5);

    /** State in which an attempt has left its folder. */
    enum FolderState {
        /** The agent was done. */
        DONE,
        /** It failed, and somebody may want to look. */
        FAILED,
        /** It was stopped. */
        STOPPED
    }

    /** Action on a folder when its attempt is over. Blocks; never throws. */
    interface Leaving {
        void leave(FolderState ending);
    }

    private final WorkspaceThreads threads;
    private final Path folder;
    private final WorkspaceSnapshot snapshot;
    private final Callable<Map<String, Object>> delivery;
    private final Leaving leaving;
    /** Is set by one step of the attempt and read by a later one. */
    private volatile boolean done;
    /** The result does not have what is in the folder. */
    private volatile boolean unread;

    OpenWorkspace(
            WorkspaceThreads threads,
            Path folder,
            WorkspaceSnapshot snapshot,
            Callable<Map<String, Object>> delivery,
            Leaving leaving) {
        this.threads = threads;
        this.folder = folder;
        this.snapshot = snapshot;
        this.delivery = delivery;
        this.leaving = leaving;
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public Future<WorkspaceChanges> changes() {
        done = true;
        return threads.onDisk(() -> {
                    // an agent may have put a link in its place
                    OpenFolder.openReal(folder).close();
                    return snapshot.changes();
                })
                .recover(e -> {
                    unread = true;
                    log.atWarn().addKeyValue("folder", folder).setCause(e).log("cannot determine what changed");
                    return Future.succeededFuture(WorkspaceChanges.NONE.unreported(List.of(".")));
                });
    }

    @Override
    public Future<List<Artifact>> artifacts(ArtifactSelection selection) {
        if (selection.globs().isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return threads.onDisk(() -> ArtifactFiles.read(folder, selection))
                .timeout(READ_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .recover(e -> {
                    log.atWarn().addKeyValue("folder", folder).setCause(e).log("could not read artifacts");
                    return Future.succeededFuture(selection.globs().stream()
                            .map(glob -> Artifact.omitted(glob, 0, "the files could not be read: " + e))
                            .toList());
                });
    }

    @Override
    public Future<Map<String, Object>> deliver() {
        return threads.onNetwork(delivery);
    }

    @Override
    public Future<Void> close(boolean keep) {
        FolderState ending = keep || unread ? FolderState.FAILED : done ? FolderState.DONE : FolderState.STOPPED;
        return threads.onDisk(() -> {
                    leaving.leave(ending);
                    return true;
                })
                .onFailure(e -> log.atWarn().setCause(e).log("could not tidy up the folders of tasks"))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }
}
