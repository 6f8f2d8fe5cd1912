package io.codefleet.spring;

import java.lang.reflect.Method;

/** Exception at the start of an application: a method with {@link CodefleetHandler} cannot be a handler. Not retryable. */
public final class HandlerDefinitionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    HandlerDefinitionException(String beanName, Method method, String fault) {
        super("@CodefleetHandler method " + method.getDeclaringClass().getSimpleName() + "." + method.getName()
                + " of bean '" + beanName + "' " + fault);
    }
}
