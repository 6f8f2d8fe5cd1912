package io.codefleet.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;

/**
 * Test of an application with a fleet of its own within the process: the in-memory broker in a new namespace. Handlers of the application run the tasks
 * that the test submits. Needs {@code spring-boot-test} on the class path, as {@code spring-boot-starter-test} brings it.
 *
 * <pre>{@code
 * @FleetTest
 * class ReviewsTest {
 *     @Autowired CodefleetClient fleet;
 * }
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest(properties = {"codefleet.broker=memory:${random.uuid}", "codefleet.namespace=test"})
@DirtiesContext
public @interface FleetTest {}
