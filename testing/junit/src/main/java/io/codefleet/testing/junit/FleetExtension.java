package io.codefleet.testing.junit;

import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.WorkerOptions;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Extension of JUnit that gives each test method a {@link TestFleet} of its own, and closes it after the method and its {@code
 * @AfterEach}. A task that still runs then fails the test. When a test fails, the histories of its tasks are a suppressed exception
 * of the failure.
 *
 * <pre>{@code
 * class ReviewsTest {
 *     @RegisterExtension
 *     final FleetExtension fleet = FleetExtension.create()
 *             .agent(agent -> agent.on("review", ScriptedAnswer.text("No fault found.")));
 *
 *     @Test
 *     void aReviewIsAnswered() {
 *         assertThat(fleet.get().run(Task.of("Review Foo.java").type("review"))).isCompletedWith("No fault found.");
 *     }
 * }
 * }</pre>
 *
 * <p>Methods may also take a {@link TestFleet}, {@link CodefleetClient}, {@link FleetClock}, {@link ScriptedAgent} or {@link FleetAwait}
 * as parameters, with this extension in a field or in {@code @ExtendWith(FleetExtension.class)}.
 */
public final class FleetExtension
        implements BeforeEachCallback, AfterEachCallback, ParameterResolver, TestExecutionExceptionHandler {
    private static final Map<Class<?>, Function<TestFleet, Object>> PARAMETERS = Map.of(
            TestFleet.class,
            fleet -> fleet,
            CodefleetClient.class,
            TestFleet::client,
            FleetClock.class,
            TestFleet::clock,
            ScriptedAgent.class,
            TestFleet::agent,
            FleetAwait.class,
            TestFleet::await);

    private final Map<String, TestFleet> open = new ConcurrentHashMap<>();
    private TestFleetOptions options = TestFleetOptions.defaults();

    /** Creates the extension for {@code @ExtendWith}. */
    public FleetExtension() {}

    /** Creates an extension whose agent has no rule yet. */
    public static FleetExtension create() {
        return new FleetExtension();
    }

    /** Sets rules of the agent for each test. */
    public FleetExtension agent(Consumer<ScriptedAgent> rules) {
        options = options.agent(rules);
        return this;
    }

    /** Changes the options of the client of each test. */
    public FleetExtension client(UnaryOperator<CodefleetOptions> change) {
        options = options.client(change);
        return this;
    }

    /** Changes the options of the agent's worker of each test. */
    public FleetExtension worker(UnaryOperator<WorkerOptions> change) {
        options = options.worker(change);
        return this;
    }

    /** Sets how long a wait of a test takes at most, in real time; default 10 seconds. */
    public FleetExtension limit(Duration value) {
        options = options.limit(value);
        return this;
    }

    /** Accepts tasks that still run at the end of a test. */
    public FleetExtension withoutLeakCheck() {
        options = options.withoutLeakCheck();
        return this;
    }

    /**
     * Returns the fleet of the test that runs.
     *
     * @throws IllegalStateException if no test runs, or several run at the same time that share this extension
     */
    public TestFleet get() {
        Iterator<TestFleet> each = open.values().iterator();
        if (!each.hasNext()) {
            throw new IllegalStateException(
                    "no test runs; a fleet lasts from before @BeforeEach until after @AfterEach");
        }
        TestFleet found = each.next();
        if (each.hasNext()) {
            throw new IllegalStateException("tests that run at the same time share this extension; take the fleet as a "
                    + "parameter of the method, or hold the extension in a field that is not static");
        }
        return found;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        open.put(context.getUniqueId(), TestFleet.start(options));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestFleet fleet = open.remove(context.getUniqueId());
        if (fleet != null) {
            fleet.close();
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        TestFleet fleet = open.get(context.getUniqueId());
        if (fleet != null && !(failure instanceof FleetAssertionError)) {
            failure.addSuppressed(new FleetStateAtFailure(fleet.state()));
        }
        throw failure;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getDeclaringExecutable() instanceof Method
                && PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestFleet fleet = open.get(context.getUniqueId());
        if (fleet == null) {
            throw new ParameterResolutionException("a fleet lasts for one test; "
                    + parameter.getDeclaringExecutable().getName() + " is called outside of one");
        }
        Function<TestFleet, Object> part =
                Objects.requireNonNull(PARAMETERS.get(parameter.getParameter().getType()));
        return part.apply(fleet);
    }
}
