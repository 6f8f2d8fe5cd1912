package io.codefleet.spring;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/** Finds the methods with {@link CodefleetHandler} of all beans. */
final class HandlerMethods {
    private final ConfigurableListableBeanFactory beans;

    HandlerMethods(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /**
     * Returns the handlers by type.
     *
     * @throws HandlerDefinitionException if a method cannot be a handler, or two have the same type
     */
    Map<String, HandlerMethod> find() {
        Map<String, HandlerMethod> found = new TreeMap<>();
        for (String name : beans.getBeanNamesForType(Object.class)) {
            Class<?> type = AutoProxyUtils.determineTargetClass(beans, name);
            if (type == null || ScopedProxyUtils.isScopedTarget(name)) {
                continue;
            }
            for (Method method : marked(type)) {
                add(name, method, found);
            }
        }
        return found;
    }

    private static List<Method> marked(Class<?> type) {
        if (!AnnotationUtils.isCandidateClass(type, CodefleetHandler.class)) {
            return List.of();
        }
        return new ArrayList<>(MethodIntrospector.selectMethods(
                type, (Method method) -> AnnotatedElementUtils.hasAnnotation(method, CodefleetHandler.class)));
    }

    private void add(String beanName, Method method, Map<String, HandlerMethod> found) {
        CodefleetHandler mark = AnnotatedElementUtils.findMergedAnnotation(method, CodefleetHandler.class);
        Object bean = beans.getBean(beanName);
        Method invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
        HandlerMethod handler = new HandlerMethod(mark.value(), beanName, bean, invocable);
        if (found.putIfAbsent(handler.type(), handler) != null) {
            throw new HandlerDefinitionException(
                    beanName, method, "is the second handler of type '" + handler.type() + "'; a type has one");
        }
    }
}
