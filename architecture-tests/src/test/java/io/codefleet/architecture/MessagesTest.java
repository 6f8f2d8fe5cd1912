package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Texts for people have no duration in the form {@code PT1H30M}: what joins one to a text formats it by {@code
 * io.codefleet.time.DurationText}. The methods {@code toString}, which programmers read, may join it as it is.
 */
class MessagesTest {
    /** Methods that may do so, and why nobody reads the text as a sentence. */
    private static final Map<String, String> MAY_JOIN = Map.of(
            "io/codefleet/Schedule.frozenText", "a stored name follows from the text",
            "io/codefleet/broker/tck/BrokerViews.view", "the texts of two brokers are compared",
            "io/codefleet/faults/FaultRunOptions.replay", "the text is a command, which parses it");

    /** Below the module that has the formatter. */
    private static final Set<String> WITHOUT_FORMATTER = Set.of(Modules.TEST_SUPPORT, Modules.REDIS_SERVER);

    private static final Set<String> TEXT_METHODS =
            Set.of("java/lang/String.valueOf", "java/lang/StringBuilder.append");

    private static final String DURATION = "Ljava/time/Duration;";

    @Test
    void noMessageJoinsADurationAsItIs() throws IOException {
        Set<String> joining = joining();
        assertThat(joining)
                .as("methods that join a duration to a text without DurationText.format")
                .containsExactlyInAnyOrderElementsOf(MAY_JOIN.keySet());
    }

    private static Set<String> joining() throws IOException {
        Set<String> found = new TreeSet<>();
        for (String module : Modules.ALL) {
            if (WITHOUT_FORMATTER.contains(module)) {
                continue;
            }
            for (Path file : classFiles(Modules.compiled(module))) {
                try (InputStream in = Files.newInputStream(file)) {
                    new ClassReader(in).accept(new Joins(found), ClassReader.SKIP_FRAMES | ClassReader.SKIP_DEBUG);
                }
            }
        }
        return found;
    }

    private static List<Path> classFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    /** Collects the methods of a class in which the compiler joins texts with a duration among them. */
    private static final class Joins extends ClassVisitor {
        private final Set<String> found;
        private String type = "";

        Joins(Set<String> found) {
            super(Opcodes.ASM9);
            this.found = found;
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            type = name;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return name.equals("toString")
                    ? null
                    : new JoinedTypes(access, descriptor, () -> found.add(type + "." + name));
        }
    }

    /** Follows which type an instruction leaves on the stack, and sees an append of a duration. */
    private static final class JoinedTypes extends MethodVisitor {
        private final Runnable onDuration;
        private final Map<Integer, String> locals = new HashMap<>();
        private String last = "";

        JoinedTypes(int access, String descriptor, Runnable onDuration) {
            super(Opcodes.ASM9);
            this.onDuration = onDuration;
            int slot = (access & Opcodes.ACC_STATIC) == 0 ? 1 : 0;
            for (Type parameter : Type.getArgumentTypes(descriptor)) {
                locals.put(slot, parameter.getDescriptor());
                slot += parameter.getSize();
            }
        }

        @Override
        public void visitVarInsn(int instruction, int slot) {
            if (instruction == Opcodes.ASTORE) {
                locals.put(slot, last);
            } else {
                last = locals.getOrDefault(slot, "");
            }
        }

        @Override
        public void visitFieldInsn(int instruction, String owner, String name, String descriptor) {
            last = descriptor;
        }

        @Override
        public void visitMethodInsn(
                int instruction, String owner, String name, String descriptor, boolean isInterface) {
            // newer compilers make a text of each part first
            boolean joins = TEXT_METHODS.contains(owner + "." + name) && descriptor.startsWith("(Ljava/lang/Object;");
            if (joins && last.equals(DURATION)) {
                onDuration.run();
            }
            last = Type.getReturnType(descriptor).getDescriptor();
        }

        @Override
        public void visitTypeInsn(int instruction, String name) {
            last = "L" + name + ";";
        }

        @Override
        public void visitInvokeDynamicInsn(String call, String descriptor, Handle bootstrap, Object... rest) {
            if (bootstrap.getOwner().equals("java/lang/invoke/StringConcatFactory") && descriptor.contains(DURATION)) {
                onDuration.run();
            }
            last = Type.getReturnType(descriptor).getDescriptor();
        }
    }
}
