package dev.millrace.benchmarks.trial;

import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.millrace.cascade.json.JsonObject;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * What a server holds at a moment. Immutable; bytes where not said otherwise.
 *
 * @param heap of Java objects, right after a full collection
 * @param nonHeap of classes and compiled code
 * @param direct of NIO's direct buffers
 * @param netty of Netty's direct buffers, as its allocator counts them
 * @param resident of the process, as Linux counts it; 0 where it cannot be told
 * @param threads of Java, a number
 * @param descriptors open files and sockets, a number
 */
record Footprint(long heap, long nonHeap, long direct, long netty, long resident, long threads, long descriptors) {
    /** The metric that shows what Netty's allocator holds. */
    private static final String NETTY = "millrace_http_buffers_direct_bytes";

    /** Names of the parts, in the order of {@link #values()}. */
    static final List<String> NAMES =
            List.of("heap", "nonHeap", "direct", "netty", "resident", "threads", "descriptors");

    /** Returns what a part is told in: megabytes, or one where it is a number. */
    static double unit(int part) {
        return part < NAMES.indexOf("threads") ? 1 << 20 : 1;
    }

    /** Returns what stands behind a number of them. */
    static String unitName(int part) {
        return unit(part) > 1 ? " MB" : "";
    }

    /** Has a server collect its garbage and returns what it then holds. */
    @SuppressWarnings("BanJNDI") // The address is that of a process of this machine that we started.
    static Footprint of(ServerProcess server) throws IOException, InterruptedException {
        String address;
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(server.pid()));
            try {
                address = machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("cannot look into process " + server.pid() + ": " + e.getMessage(), e);
        }
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            return read(connector.getMBeanServerConnection(), server);
        }
    }

    private static Footprint read(MBeanServerConnection beans, ServerProcess server)
            throws IOException, InterruptedException {
        MemoryMXBean memory = ManagementFactory.getPlatformMXBean(beans, MemoryMXBean.class);
        memory.gc();
        long direct = ManagementFactory.getPlatformMXBeans(beans, BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return new Footprint(
                memory.getHeapMemoryUsage().getUsed(),
                memory.getNonHeapMemoryUsage().getUsed(),
                direct,
                metric(server.get("/metrics"), NETTY),
                resident(server.pid()),
                ManagementFactory.getPlatformMXBean(beans, ThreadMXBean.class).getThreadCount(),
                ManagementFactory.getPlatformMXBean(beans, UnixOperatingSystemMXBean.class)
                        .getOpenFileDescriptorCount());
    }

    /** Returns a metric without labels of a page in the Prometheus text format. */
    static long metric(String page, String name) {
        return page.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("/metrics: " + name + " is missing"));
    }

    private static long resident(long pid) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        }
    }

    long[] values() {
        return new long[] {heap, nonHeap, direct, netty, resident, threads, descriptors};
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        long[] values = values();
        for (int i = 0; i < values.length; i++) {
            json.put(NAMES.get(i), values[i]);
        }
        return json;
    }
}
