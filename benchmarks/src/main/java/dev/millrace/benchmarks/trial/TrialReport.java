package dev.millrace.benchmarks.trial;

import dev.millrace.cascade.json.JsonObject;
import java.util.List;

/**
 * What a trial showed. Immutable.
 *
 * @param trial its name
 * @param table what was measured, for a person to read
 * @param claims what was to be so
 * @param figures what was measured, for a program
 */
public record TrialReport(String trial, String table, List<Claim> claims, JsonObject figures) {
    /** Copies the list. */
    public TrialReport {
        claims = List.copyOf(claims);
    }

    /** Returns whether every claim holds. */
    public boolean holds() {
        return claims.stream().allMatch(Claim::holds);
    }

    /** Returns the table and a line for each claim. */
    public String text() {
        StringBuilder text = new StringBuilder(table);
        claims.forEach(claim -> text.append(claim.text()).append('\n'));
        return text.toString();
    }

    /** Returns everything. */
    public JsonObject json() {
        return new JsonObject()
                .put("trial", trial)
                .put("holds", holds())
                .put("claims", claims.stream().map(Claim::json).toList())
                .put("figures", figures);
    }
}
