package dev.millrace.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;

/**
 * By which names the admin port may be asked: addresses, {@code localhost} and the one it listens on. A web page can
 * give its own name the address of this machine, and its requests then carry that name. Immutable.
 *
 * @param bound the name or address that the port listens on
 */
record AdminHosts(String bound) {
    /** Has requests under another name refused. */
    Route.Endpoint guard(Route.Endpoint endpoint) {
        return (call, target) -> {
            String host = call.headers().get(HttpHeaderNames.HOST, "localhost");
            if (!allows(name(host.strip()))) {
                throw Problem.header(
                                HttpResponseStatus.MISDIRECTED_REQUEST,
                                "Host",
                                "Host: " + Problem.shown(host) + " (expected: an address, localhost or " + bound + ")")
                        .exception();
            }
            return endpoint.answer(call, target);
        };
    }

    private boolean allows(String name) {
        return name.equalsIgnoreCase("localhost")
                || name.equalsIgnoreCase(bound)
                || NetUtil.isValidIpV4Address(name)
                || NetUtil.isValidIpV6Address(name);
    }

    /** Returns a host without its port, and an address of version 6 without its brackets. */
    private static String name(String host) {
        String name = host.replaceFirst(":[0-9]*$", "");
        return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    }
}
