package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which parts go in one call, and what each of them is answered. */
class CombinedCallsTest {
    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Context context = vertxExtension.get().getOrCreateContext();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final CombinedCalls<TestPart, String> combined = new CombinedCalls<>(context, this::send);

    private record TestPart(String name, int tasks, long bytes, boolean isRepeatable)
            implements CombinedCalls.CallPart {}

    private record Call(List<TestPart> parts, Promise<List<Optional<String>>> answer) {
        List<String> names() {
            return parts.stream().map(TestPart::name).toList();
        }

        void succeed() {
            answer.complete(
                    parts.stream().map(part -> Optional.of("to " + part.name())).toList());
        }
    }

    private static TestPart part(String name) {
        return new TestPart(name, 1, 0, true);
    }

    private Future<List<Optional<String>>> send(List<TestPart> parts) {
        Call call = new Call(List.copyOf(parts), Promise.promise());
        calls.add(call);
        return call.answer().future();
    }

    /** Adds parts in one turn of the event loop, and waits until it is over. */
    private List<Future<String>> add(TestPart... parts) {
        List<Future<String>> answers = new ArrayList<>();
        Promise<Void> added = Promise.promise();
        context.runOnContext(v -> {
            for (TestPart each : parts) {
                answers.add(combined.add(each));
            }
            // behind the turn in which they are sent
            context.runOnContext(w -> added.complete());
        });
        get(added.future());
        return answers;
    }

    private void onContext(Runnable action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            action.run();
            context.runOnContext(w -> done.complete());
        });
        get(done.future());
    }

    private List<List<String>> sent() {
        return calls.stream().map(Call::names).toList();
    }

    @Test
    void partsOfOneTurnGoTogetherAndEachGetsItsOwnAnswer() {
        List<Future<String>> answers = add(part("a"), part("b"));

        assertThat(sent()).containsExactly(List.of("a", "b"));
        onContext(calls.get(0)::succeed);
        assertThat(answers).extracting(Future::result).containsExactly("to a", "to b");
    }

    @Test
    void partsThatComeWhileCallsAreUnderWayGoWithTheNext() {
        // one turn, so that no call gets slow meanwhile
        onContext(() -> {
            for (String name : List.of("a", "b", "c", "d")) {
                context.runOnContext(v -> combined.add(part(name)));
            }
        });
        add(part("e"));
        List<List<String>> first = sent();
        assertThat(first.get(0)).first().isEqualTo("a");

        onContext(() -> List.copyOf(calls).forEach(Call::succeed));
        await().until(() -> sent().stream().mapToInt(List::size).sum() == 5);
        assertThat(sent().stream().flatMap(List::stream)).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void aSlowCallHoldsNothingUp() {
        add(part("a"));
        add(part("b"));
        Future<String> third = add(part("c")).get(0);

        await().until(() -> sent().size() == 3);
        onContext(calls.get(2)::succeed);
        assertThat(third.result()).isEqualTo("to c");
        onContext(calls.get(0)::succeed);
        onContext(calls.get(1)::succeed);
    }

    @Test
    void aCallHasNoMoreTasksAndBytesThanAScriptTakes() {
        add(IntStream.range(0, Batches.TASKS + 10).mapToObj(i -> part("p" + i)).toArray(TestPart[]::new));

        assertThat(sent().get(0)).hasSize(Batches.TASKS);
        assertThat(sent().get(1)).hasSize(10);
        onContext(() -> List.copyOf(calls).forEach(Call::succeed));
        calls.clear();
        add(new TestPart("large", 1, Batches.MAX_BYTES, true), new TestPart("small", 1, 1, true));
        assertThat(sent()).containsExactly(List.of("large"), List.of("small"));
    }

    @Test
    void asManyAsFillACallAreSentThoughOthersAreUnderWay() {
        add(part("a"));
        add(part("b"));
        add(IntStream.range(0, Batches.TASKS).mapToObj(i -> part("p" + i)).toArray(TestPart[]::new));

        // at once, or with a call that counts as slow
        assertThat(sent().get(sent().size() - 1)).hasSize(Batches.TASKS);
        onContext(() -> List.copyOf(calls).forEach(Call::succeed));
    }

    @Test
    void repeatablePartsThatAreRefusedTogetherAreSentAlone() {
        List<Future<String>> answers = add(part("sound"), part("bad"), new TestPart("once", 1, 0, false));
        BrokerRefusedException refusal = new BrokerRefusedException("WRONGTYPE", null);
        onContext(() -> calls.get(0).answer().fail(refusal));

        assertThat(sent()).containsExactly(List.of("sound", "bad", "once"), List.of("sound"), List.of("bad"));
        onContext(calls.get(1)::succeed);
        onContext(() -> calls.get(2).answer().fail(refusal));
        assertThat(answers.get(2).cause()).isSameAs(refusal);
        assertThat(answers.get(0).result()).isEqualTo("to sound");
        assertThat(answers.get(1).cause()).isSameAs(refusal);
        assertThat(calls).hasSize(3);
    }

    @Test
    void aCallerThatFailsOnItsAnswerKeepsNoOtherFromTheirs() {
        List<Future<String>> answers = add(part("a"), part("b"));
        onContext(() -> answers.get(0).onComplete(done -> {
            throw new IllegalStateException("on purpose");
        }));
        onContext(calls.get(0)::succeed);

        assertThat(answers.get(1).result()).isEqualTo("to b");
    }

    @Test
    void aPartForWhichNothingWasDoneIsSentAlone() {
        List<Future<String>> answers = add(part("a"), part("b"));
        onContext(() -> calls.get(0).answer().complete(List.of(Optional.of("to a"), Optional.empty())));

        assertThat(sent()).containsExactly(List.of("a", "b"), List.of("b"));
        onContext(calls.get(1)::succeed);
        assertThat(answers).extracting(Future::result).containsExactly("to a", "to b");
    }

    @Test
    void allPartsFailWhereItIsUnknownWhatWasDone() {
        List<Future<String>> answers = add(part("a"), part("b"));
        BrokerUnavailableException lost = new BrokerUnavailableException("closed", null);
        onContext(() -> calls.get(0).answer().fail(lost));

        assertThat(answers).extracting(Future::cause).containsExactly(lost, lost);
        assertThat(calls).hasSize(1);
    }

    @Test
    void partsThatWaitAreSentWhenTheConnectionIsClosed() {
        AtomicInteger sent = new AtomicInteger();
        onContext(() -> {
            IntStream.range(0, Batches.TASKS - 1).forEach(i -> combined.add(part("p" + i)));
            combined.close();
            sent.set(calls.stream().mapToInt(call -> call.parts().size()).sum());
        });

        assertThat(sent).hasValue(Batches.TASKS - 1);
    }

    @Test
    void aCallThatCannotBeMadeFailsItsParts() {
        CombinedCalls<TestPart, String> broken = new CombinedCalls<>(context, parts -> {
            throw new IllegalArgumentException("broken");
        });

        assertThatThrownBy(() -> get(broken.add(part("a")))).hasMessageContaining("broken");
        assertThatThrownBy(() -> get(broken.add(part("b")))).hasMessageContaining("broken");
        assertThatThrownBy(() -> get(broken.add(part("c")))).hasMessageContaining("broken");
    }
}
