package dev.millrace.kernel;

/** The Vector API, which is a module that a virtual machine has to be given. Stateless. */
public final class VectorApi {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    private VectorApi() {}

    /** Returns whether it is there. */
    public static boolean present() {
        return PRESENT;
    }
}
