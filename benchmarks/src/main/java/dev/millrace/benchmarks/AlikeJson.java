package dev.millrace.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * Whether two parsed JSON documents say the same, numbers to six digits: writers shorten them in their own ways.
 * Stateless.
 */
final class AlikeJson {
    private static final double CLOSE = 1e-6;

    private AlikeJson() {}

    static boolean alike(Object one, Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            double scale = Math.max(1, Math.abs(a.doubleValue()));
            return Math.abs(a.doubleValue() - b.doubleValue()) <= CLOSE * scale;
        }
        if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
            return a.keySet().equals(b.keySet())
                    && a.entrySet().stream().allMatch(entry -> {
                        Object value = b.get(entry.getKey());
                        return value != null && entry.getValue() != null && alike(entry.getValue(), value);
                    });
        }
        if (one instanceof List<?> a && other instanceof List<?> b) {
            boolean alike = a.size() == b.size();
            for (int i = 0; alike && i < a.size(); i++) {
                alike = alike(a.get(i), b.get(i));
            }
            return alike;
        }
        return one.equals(other);
    }
}
