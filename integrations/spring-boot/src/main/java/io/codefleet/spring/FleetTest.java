package io.codefleet.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/**
 * Test of an application with a fleet of its own within the process: a new in-memory broker. Handlers of the application run the
 * tasks that the test submits. The attributes are those of {@link SpringBootTest}. They do not replace the broker; a {@code @TestPropertySource} or
 * {@code @DynamicPropertySource} of the test does.
 *
 * <p>It needs {@code spring-boot-test} on the class path, as {@code spring-boot-starter-test} brings it.
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
@SpringBootTest
@TestPropertySource(properties = "codefleet.broker=memory:${random.uuid}")
@DirtiesContext
public @interface FleetTest {
    /** Returns properties of the application in this test, as {@code name=value}; they count before those of its files. */
    @AliasFor(annotation = SpringBootTest.class)
    String[] properties() default {};

    /** Returns the classes of the configuration; by default those of the test, or the application's. */
    @AliasFor(annotation = SpringBootTest.class)
    Class<?>[] classes() default {};

    /** Returns the kind of web environment of the application. */
    @AliasFor(annotation = SpringBootTest.class)
    SpringBootTest.WebEnvironment webEnvironment() default SpringBootTest.WebEnvironment.MOCK;
}
