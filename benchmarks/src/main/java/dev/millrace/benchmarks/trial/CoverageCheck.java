package dev.millrace.benchmarks.trial;

import dev.millrace.benchmarks.load.Planned;
import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds what an answer says of its stages against itself. Stateless. */
final class CoverageCheck {
    private static final List<String> STAGES = List.of("retrieve", "features", "rerank", "fine", "policy");
    private static final Set<String> DEGRADING = Set.of("narrowed", "skipped", "failed", "overstayed");

    private CoverageCheck() {}

    /**
     * Returns what is not explained, or null: every stage has to be there, in order; one that did not do all it could
     * needs a reason that names it; one that passed must have had nothing to do; and the answer is degraded if and only
     * if a stage was.
     *
     * @param body an answer to a recommend request
     */
    static @Nullable String problem(String body, Planned.Kind kind) {
        int at = body.lastIndexOf("\"coverage\":{");
        if (at < 0) {
            return "no coverage";
        }
        try {
            JsonObject coverage = JsonReader.parse(body.substring(at + "\"coverage\":".length(), body.length() - 1));
            return problem(coverage, kind);
        } catch (JsonException e) {
            return "coverage that is no JSON: " + e.getMessage();
        }
    }

    private static @Nullable String problem(JsonObject coverage, Planned.Kind kind) {
        List<String> reasons = coverage.strings("reasons");
        List<JsonObject> stages = coverage.objects("stages");
        List<String> names = stages.stream().map(stage -> stage.string("name")).toList();
        if (!names.equals(STAGES)) {
            return "stages " + names;
        }
        boolean degraded = false;
        for (JsonObject stage : stages) {
            String name = stage.string("name");
            String outcome = stage.string("outcome");
            if (DEGRADING.contains(outcome)) {
                degraded = true;
                if (reasons.stream().noneMatch(reason -> reason.startsWith(name + " "))) {
                    return name + " " + outcome + " with reasons " + reasons;
                }
            } else if (outcome.equals("passed")
                    && stage.integer("in") > 0
                    && !(name.equals("fine") && kind == Planned.Kind.COLD)) {
                return name + " passed though it was given " + stage.integer("in");
            }
        }
        boolean said = coverage.bool("degraded", false);
        return said == degraded ? null : "degraded is " + said + ", stages say " + degraded;
    }
}
