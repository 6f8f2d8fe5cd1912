package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import io.vertx.core.Future;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Nothing that may run on an event loop blocks it: no sleeping, no waiting for a future, latch, queue or process, no
 * file access but through Vert.x.
 *
 * <p>What has to block anyway runs where nobody else waits (a worker executor, the thread of the command line), in a
 * package or class that is named here with its reason.
 */
class NonBlockingTest {

    /** Packages, with those below them, and single classes that may block. */
    private static final Map<String, String> MAY_BLOCK = Map.ofEntries(
            Map.entry("io.codefleet.broker.ParameterFile", "its read without a Vert.x blocks, and says so"),
            Map.entry("io.codefleet.verify", "its file access is in Vertx.executeBlocking"),
            Map.entry(
                    "io.codefleet.launcher.cli.command", "the thread of the command line waits for its command to end"),
            Map.entry("io.codefleet.launcher.config", "settings are read before there is an event loop"),
            Map.entry("io.codefleet.launcher.cli.output", "the terminal belongs to the thread of the command line"),
            Map.entry(
                    "io.codefleet.launcher.tracing",
                    "variables are read before there is an event loop, and the last spans sent after it"),
            Map.entry("io.codefleet.launcher.ClassList", "the run of the command line has ended"),
            Map.entry("io.codefleet.launcher.demo", "the demo runs on the thread of the command line"),
            Map.entry("io.codefleet.agent.opencode.server.ServerProcessRegistry", "runs on a worker executor"),
            Map.entry("io.codefleet.agent.opencode.server.PluginPackage", "runs on a worker executor"),
            Map.entry("io.codefleet.agent.opencode.server.ConfigDefaults", "runs on a worker executor"),
            Map.entry("io.codefleet.agent.opencode.sandbox.Bubblewrap", "runs on a worker executor"),
            Map.entry("io.codefleet.agent.opencode.session.DiskSpace", "looks on a worker executor"),
            Map.entry("io.codefleet.agent.opencode.server.ProcessMemory", "runs on a worker executor"),
            Map.entry("io.codefleet.agent.opencode.server.ProcessTree", "runs on a worker executor"),
            Map.entry("io.codefleet.agent.opencode.session.ProjectInstructions", "runs on a worker executor"),
            Map.entry("io.codefleet.agent.opencode.server.RunningTasks", "runs on a worker executor"),
            Map.entry("io.codefleet.agent.opencode.server.ServerCommand", "runs on a worker executor"),
            Map.entry("io.codefleet.agent.opencode.server.ServerMark", "runs on a worker executor"),
            Map.entry("io.codefleet.agent.opencode.server.ServerProcess", "runs on a worker executor"),
            Map.entry("io.codefleet.agent.opencode.server.BackgroundProcessReaper", "runs on a worker executor"),
            Map.entry("io.codefleet.agent.workspace", "all but its futures runs on an executor of its own"));

    private static final JavaClasses CHECKED = Modules.classes(
            Modules.API,
            Modules.CORE,
            Modules.IN_MEMORY,
            Modules.REDIS,
            Modules.AGENT_API,
            Modules.AGENT_OPENCODE,
            Modules.AGENT_WORKSPACE,
            Modules.AGENT_WORKER,
            Modules.MICROMETER,
            Modules.MCP,
            Modules.LAUNCHER);

    private static final Map<Class<?>, Set<String>> BLOCKING_METHODS = Map.ofEntries(
            Map.entry(Thread.class, Set.of("sleep", "join")),
            Map.entry(TimeUnit.class, Set.of("sleep", "timedJoin", "timedWait")),
            Map.entry(LockSupport.class, Set.of("park", "parkNanos", "parkUntil")),
            Map.entry(Condition.class, Set.of("await", "awaitNanos", "awaitUntil", "awaitUninterruptibly")),
            Map.entry(CountDownLatch.class, Set.of("await")),
            Map.entry(CyclicBarrier.class, Set.of("await")),
            Map.entry(Phaser.class, Set.of("awaitAdvance", "arriveAndAwaitAdvance", "awaitAdvanceInterruptibly")),
            Map.entry(Exchanger.class, Set.of("exchange")),
            Map.entry(Semaphore.class, Set.of("acquire", "acquireUninterruptibly")),
            Map.entry(java.util.concurrent.Future.class, Set.of("get")),
            Map.entry(CompletableFuture.class, Set.of("join")),
            Map.entry(ForkJoinTask.class, Set.of("join", "invoke", "get")),
            Map.entry(ExecutorService.class, Set.of("awaitTermination", "invokeAll", "invokeAny", "close")),
            Map.entry(BlockingQueue.class, Set.of("take", "put")),
            Map.entry(BlockingDeque.class, Set.of("takeFirst", "takeLast", "putFirst", "putLast")),
            Map.entry(Future.class, Set.of("await")),
            Map.entry(Process.class, Set.of("waitFor")));

    /** Methods that wait only when they are given a limit. */
    private static final Map<Class<?>, Set<String>> BLOCKING_WITH_ARGUMENTS =
            Map.of(Semaphore.class, Set.of("tryAcquire"), BlockingQueue.class, Set.of("poll"));

    private static final Set<Class<?>> BLOCKING_TYPES = Set.of(
            Files.class,
            FileChannel.class,
            FileInputStream.class,
            FileOutputStream.class,
            FileReader.class,
            FileWriter.class,
            RandomAccessFile.class);

    /** What of {@link File} touches the disk; the rest only handles names. */
    private static final Set<String> FILE_ACCESS = Set.of(
            "canExecute",
            "canRead",
            "canWrite",
            "createNewFile",
            "createTempFile",
            "delete",
            "deleteOnExit",
            "exists",
            "getCanonicalFile",
            "getCanonicalPath",
            "isDirectory",
            "isFile",
            "lastModified",
            "length",
            "list",
            "listFiles",
            "mkdir",
            "mkdirs",
            "renameTo",
            "setExecutable",
            "setLastModified",
            "setReadable",
            "setWritable");

    @Test
    void onlyListedPlacesBlock() {
        List<String> blocking = CHECKED.stream()
                .filter(type -> !mayBlock(type))
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(NonBlockingTest::blocks)
                .map(JavaAccess::getDescription)
                .sorted()
                .collect(Collectors.toList());
        assertThat(blocking).as("calls that block").isEmpty();
    }

    @Test
    void everyPlaceThatMayBlockStillExists() {
        assertThat(MAY_BLOCK.keySet())
                .allMatch(place -> CHECKED.stream().anyMatch(type -> isIn(place, type)), "names a class of ours");
    }

    private static boolean mayBlock(JavaClass type) {
        return MAY_BLOCK.keySet().stream().anyMatch(place -> isIn(place, type));
    }

    private static boolean isIn(String place, JavaClass type) {
        return (type.getName() + ".").startsWith(place + ".") || type.getName().startsWith(place + "$");
    }

    private static boolean blocks(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getName();
        boolean hasArguments = access.getTarget().getFullName().indexOf("()") < 0;
        return BLOCKING_TYPES.stream().anyMatch(owner::isAssignableTo)
                || (owner.isEquivalentTo(File.class) && FILE_ACCESS.contains(name))
                || isObjectWait(access)
                || isOneOf(BLOCKING_METHODS, owner, name)
                || (hasArguments && isOneOf(BLOCKING_WITH_ARGUMENTS, owner, name));
    }

    /** By its parameters, as every class is an object and may have a wait of its own. */
    private static boolean isObjectWait(JavaAccess<?> access) {
        return access instanceof JavaMethodCall call
                && call.getName().equals("wait")
                && call.getTarget().getRawParameterTypes().stream().allMatch(JavaClass::isPrimitive);
    }

    private static boolean isOneOf(Map<Class<?>, Set<String>> methods, JavaClass owner, String name) {
        return methods.entrySet().stream()
                .anyMatch(each -> each.getValue().contains(name) && owner.isAssignableTo(each.getKey()));
    }
}
