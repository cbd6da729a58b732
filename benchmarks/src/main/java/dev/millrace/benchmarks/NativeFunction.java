package dev.millrace.benchmarks;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandleProxies;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/** Gives functions of the native libraries that this program has loaded the form of an interface. Stateless. */
public final class NativeFunction {
    private NativeFunction() {}

    /**
     * Returns an implementation that calls a function. Thread-safe where the function is.
     *
     * @param type a public interface of one method, of {@code int} and {@link MemorySegment}
     * @throws IllegalArgumentException when no loaded library has the function, or a type has no counterpart
     */
    @SuppressWarnings("restricted")
    public static <F> F bind(Class<F> type, String name) {
        MemorySegment function = SymbolLookup.loaderLookup()
                .find(name)
                .orElseThrow(() -> new IllegalArgumentException(name + ": no loaded library has such a function"));
        Method method = Arrays.stream(type.getMethods())
                .filter(each -> Modifier.isAbstract(each.getModifiers()))
                .findFirst()
                .orElseThrow();
        MemoryLayout[] arguments = Arrays.stream(method.getParameterTypes())
                .map(NativeFunction::layout)
                .toArray(MemoryLayout[]::new);
        FunctionDescriptor descriptor = method.getReturnType() == void.class
                ? FunctionDescriptor.ofVoid(arguments)
                : FunctionDescriptor.of(layout(method.getReturnType()), arguments);
        return MethodHandleProxies.asInterfaceInstance(
                type, Linker.nativeLinker().downcallHandle(function, descriptor));
    }

    private static MemoryLayout layout(Class<?> type) {
        if (type == int.class) {
            return ValueLayout.JAVA_INT;
        }
        if (type == MemorySegment.class) {
            return ValueLayout.ADDRESS;
        }
        throw new IllegalArgumentException(type + " (expected: int or MemorySegment)");
    }
}
