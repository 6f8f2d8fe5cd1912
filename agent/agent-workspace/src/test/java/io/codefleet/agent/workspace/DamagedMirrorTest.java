package io.codefleet.agent.workspace;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.Task;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.workspace.local.Folders;
import io.codefleet.testing.GitRepo;
import io.codefleet.testing.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mirrors that a killed Git or a power failure has left. */
class DamagedMirrorTest {
    @RegisterExtension
    private static final VertxExtension VERTX = new VertxExtension();

    /** A mirror of the repository of each test, as that is always in the same place. */
    private static Path undamaged;

    @TempDir
    private static Path folder;

    private GitRepo shop;
    private Workspaces workspaces;
    private Path mirror;

    @BeforeAll
    static void makeMirror() throws Exception {
        GitRepo shop = GitRepo.make(folder.resolve("shop"));
        get(open(workspaces(), shop).close(false));
        undamaged = Files.move(folder.resolve("state/mirrors"), folder.resolve("undamaged"));
    }

    @BeforeEach
    void copyMirror() throws Exception {
        Folders.deleteTree(folder.resolve("shop"));
        Folders.deleteTree(folder.resolve("state"));
        shop = GitRepo.make(folder.resolve("shop"));
        Files.createDirectories(folder.resolve("state"));
        Folders.copyTree(undamaged, folder.resolve("state/mirrors"));
        mirror = list(folder.resolve("state/mirrors")).get(0);
        workspaces = workspaces();
    }

    private static Workspaces workspaces() {
        return new Workspaces(
                VERTX.get(), WorkspaceSettings.defaults(folder.resolve("state")).root(folder));
    }

    private static Workspace open(Workspaces workspaces, GitRepo shop) {
        return get(workspaces.open(new AttemptStub(Task.of("x").project(shop.url()))));
    }

    private Workspace open() {
        return open(workspaces, shop);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    /** What may be wrong with a mirror. */
    enum Damage {
        LOCK_OF_THE_REFS {
            @Override
            void make(Path mirror) throws IOException {
                Files.createFile(mirror.resolve("packed-refs.lock"));
                Files.createFile(mirror.resolve("refs/heads/main.lock"));
            }
        },
        OLD_LOCKS {
            @Override
            void make(Path mirror) throws IOException {
                for (String name : List.of("shallow.lock", "config.lock", "refs/heads/main.lock")) {
                    Path lock = Files.createFile(mirror.resolve(name));
                    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
                }
            }
        },
        EMPTY_OBJECTS {
            @Override
            void make(Path mirror) throws IOException {
                emptyAll(mirror.resolve("objects"));
            }
        },
        EMPTY_REFS {
            @Override
            void make(Path mirror) throws IOException {
                emptyAll(mirror.resolve("refs"));
            }
        },
        REFS_OF_NOISE {
            @Override
            void make(Path mirror) throws IOException {
                Files.writeString(mirror.resolve("refs/heads/main"), "noise\n");
                Files.writeString(mirror.resolve("packed-refs"), "noise\n");
            }
        },
        EMPTY_CONFIG {
            @Override
            void make(Path mirror) throws IOException {
                Files.writeString(mirror.resolve("config"), "");
            }
        },
        CONFIG_OF_NOISE {
            @Override
            void make(Path mirror) throws IOException {
                Files.writeString(mirror.resolve("config"), "[core\nnoise");
            }
        },
        EMPTY_HEAD {
            @Override
            void make(Path mirror) throws IOException {
                Files.writeString(mirror.resolve("HEAD"), "");
            }
        },
        NO_HEAD {
            @Override
            void make(Path mirror) throws IOException {
                Files.delete(mirror.resolve("HEAD"));
            }
        },
        NO_OBJECTS {
            @Override
            void make(Path mirror) throws IOException {
                Folders.deleteTree(mirror.resolve("objects"));
            }
        },
        NOTHING_IN_IT {
            @Override
            void make(Path mirror) throws IOException {
                Folders.deleteTree(mirror);
                Files.createDirectory(mirror);
            }
        };

        abstract void make(Path mirror) throws IOException;

        private static void emptyAll(Path folder) throws IOException {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.filter(Files::isRegularFile).toList()) {
                    assertThat(path.toFile().setWritable(true)).isTrue();
                    Files.write(path, new byte[0]);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedMirrorIsRepairedByTheNextTask(Damage damage) throws Exception {
        shop.write("New.java", "class New {}\n").commit("New");
        damage.make(mirror);

        Workspace workspace = open();

        assertThat(workspace.folder().resolve("New.java")).hasContent("class New {}");
        assertThat(get(workspace.changes()).files()).isEmpty();
        get(workspace.close(false));
        assertThat(open().folder().resolve("New.java")).exists();
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedMirrorIsRepairedEvenWhenNothingNewIsFetched(Damage damage) throws Exception {
        damage.make(mirror);

        assertThat(open().folder().resolve("Shop.java")).hasContent("class Shop {}");
    }

    @Test
    void aTaskAtWorkGoesOnWithTheObjectsThatItBorrowed() throws Exception {
        Workspace atWork = open();
        Files.writeString(atWork.folder().resolve("Shop.java"), "class Shop { int open; }\n");
        String commit = shop.git("rev-parse", "HEAD");
        shop.write("Shop.java", "class Other {}\n");
        shop.git("commit", "--quiet", "--all", "--amend", "-m", "Rewritten");
        Damage.CONFIG_OF_NOISE.make(mirror);
        Workspace next = open();

        assertThat(next.folder().resolve("Shop.java")).hasContent("class Other {}");
        assertThat(shop.git("-C", atWork.folder().toString(), "show", commit + ":Shop.java"))
                .isEqualTo("class Shop {}");
        assertThat(get(atWork.changes()).files()).containsExactly("Shop.java");
        get(atWork.close(false));
        get(next.close(false));
        get(open().close(false));
        assertThat(list(folder.resolve("state/mirrors"))).containsExactly(mirror);
    }

    @Test
    void aRemoteFaultIsNotMistakenForMirrorDamage() throws Exception {
        Files.move(shop.folder(), folder.resolve("moved"));
        Files.createDirectory(shop.folder());
        Files.createDirectories(shop.folder().resolve(".git/objects"));
        Files.writeString(shop.folder().resolve(".git/HEAD"), "noise");
        List<Path> before = list(mirror);

        try {
            throw new AssertionError("it was opened: " + open().folder());
        } catch (AttemptException e) {
            assertThat(e).isNotNull();
        }
        assertThat(list(mirror)).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void aMirrorThatCannotBeReplacedIsARetryableFailure() throws Exception {
        Damage.CONFIG_OF_NOISE.make(mirror);
        Path inTheWay = Files.createDirectory(mirror.resolveSibling(mirror.getFileName() + ".fresh"));
        // a repository whose objects are damaged can be asked and not be fetched
        Damage.emptyAll(shop.folder().resolve(".git/objects"));

        try {
            throw new AssertionError("it was opened: " + open().folder());
        } catch (AttemptException e) {
            assertThat(e)
                    .isInstanceOfSatisfying(
                            AttemptException.class,
                            failed -> assertThat(failed.error().kind()).isEqualTo(ErrorKind.TRANSIENT));
        }
        assertThat(inTheWay).exists();
    }
}
