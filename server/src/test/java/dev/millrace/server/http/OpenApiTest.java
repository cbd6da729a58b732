package dev.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.millrace.server.RawClient;
import dev.millrace.server.RunningServer;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Holds the description of the API against what the server takes and answers. */
final class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static RunningServer server;
    private static RawClient client;
    private static JsonNode description;
    private static SchemaRegistry registry;

    @BeforeAll
    static void startServer() throws IOException {
        server = RunningServer.start();
        client = server.connect();
        String text = client.get("/openapi.json").read().body();
        description = JSON.readTree(text);
        registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of("urn:api", text)));
    }

    @AfterAll
    static void stopServer() throws IOException {
        client.close();
        server.close();
    }

    private static List<Error> errors(String schema, String json) {
        Schema found = registry.getSchema(SchemaLocation.of("urn:api#/components/schemas/" + schema));
        return found.validate(json, InputFormat.JSON);
    }

    record Exchange(String target, String body, String takes, String answers) {}

    static List<Exchange> exchanges() {
        return List.of(
                new Exchange("/v1/recommend", "{}", "RecommendRequest", "RecommendResponse"),
                new Exchange(
                        "/v1/recommend",
                        "{\"userId\":\"u\",\"history\":[{\"itemId\":\"i9\",\"type\":\"view\",\"timestamp\":1},"
                                + "{\"itemId\":\"i2\",\"type\":\"purchase\"}],\"numResults\":7,"
                                + "\"filter\":\"category:books\",\"exclude\":{\"seen\":true,\"itemIds\":[\"i3\"]},"
                                + "\"context\":{\"country\":\"DE\"},\"diversity\":{\"method\":\"mmr\",\"strength\":0.3},"
                                + "\"timeoutMs\":5000,\"priority\":\"critical\",\"explain\":\"features\",\"requestId\":\"r\"}",
                        "RecommendRequest",
                        "RecommendResponse"),
                new Exchange(
                        "/v1/recommend",
                        "{\"userId\":null,\"history\":null,\"numResults\":null,\"filter\":null,\"exclude\":null,"
                                + "\"context\":null,\"diversity\":null,\"timeoutMs\":null,\"explain\":null,"
                                + "\"requestId\":null}",
                        "RecommendRequest",
                        "RecommendResponse"),
                new Exchange(
                        "/v1/rank",
                        "{\"itemIds\":[\"i1\",\"nope\"],\"explain\":\"reasons\",\"requestId\":\"r\"}",
                        "RankRequest",
                        "RankResponse"),
                new Exchange(
                        "/v1/events",
                        "{\"events\":[{\"eventId\":\"a\",\"userId\":\"u\",\"itemId\":\"i1\",\"type\":\"view\"},"
                                + "{\"eventId\":\"b\",\"userId\":\"u\",\"itemId\":\"i1\",\"type\":\"sneeze\","
                                + "\"timestamp\":5,\"value\":-1.5}]}",
                        "EventsRequest",
                        "EventsResponse"),
                new Exchange("/v1/items/i1", "", "", "Item"),
                new Exchange("/v1/items/i1/similar?numResults=5", "", "", "SimilarItems"),
                new Exchange("/v1/release", "", "", "Release"),
                new Exchange("/health/live", "", "", "Health"),
                new Exchange("/health/ready", "", "", "Health"));
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void describesWhatIsTakenAndAnswered(Exchange exchange) throws IOException {
        RawClient.Response response;
        if (exchange.takes.isEmpty()) {
            response = client.get(exchange.target).read();
        } else {
            assertThat(errors(exchange.takes, exchange.body)).isEmpty();
            response = client.post(exchange.target, exchange.body).read();
        }
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(errors(exchange.answers, response.body()))
                .as(response.body())
                .isEmpty();
    }

    /** Refusals that hang on the release, on the encoding or on what a schema of JSON cannot see. */
    private static final Set<String> BEYOND_A_SCHEMA = Set.of(
            "nonsense",
            "category:cars",
            "\\x",
            "\\ud800",
            "\\udc00",
            "sneeze",
            "View",
            "a\\nb",
            "\\u0000",
            "\\u007f",
            "\\u0007",
            "a\\tb",
            "1e1}",
            "1e3}",
            "20.0}");

    @Test
    void refusesByItsSchemasWhatTheServerRefuses() throws IOException {
        Map<String, String> schemas = Map.of(
                "POST /v1/recommend", "RecommendRequest",
                "POST /v1/rank", "RankRequest",
                "POST /v1/events", "EventsRequest");
        int checked = 0;
        for (BadInputTest.BadRequest bad : BadInputTest.badRequests()) {
            String schema = schemas.get(bad.line());
            boolean twice =
                    bad.body().matches(".*\"(userId|itemIds|seen|numResults|a|itemId)\":.*\"(\\1|.u0075serId)\":.*")
                            && !bad.at().startsWith("/events")
                            && !bad.at().startsWith("/history/1");
            if (schema == null
                    || !bad.fields().equals("-")
                    || bad.status() != 400
                    || !bad.at().startsWith("/")
                    || twice
                    || BEYOND_A_SCHEMA.stream().anyMatch(bad.body()::contains)
                    || !isJson(bad.body())) {
                continue;
            }
            assertThat(errors(schema, bad.body())).as(bad.toString()).isNotEmpty();
            checked++;
        }
        assertThat(checked).isGreaterThan(100);
    }

    private static boolean isJson(String text) {
        try {
            JSON.readTree(text);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Test
    void describesProblems() throws IOException {
        for (String body : List.of("{", "{\"numResults\":0}", "{\"a\":1}")) {
            RawClient.Response response = client.post("/v1/recommend", body).read();
            assertThat(errors("Problem", response.body())).as(response.body()).isEmpty();
        }
        assertThat(errors("Problem", client.get("/v1/items/i1?x=1").read().body()))
                .isEmpty();
    }

    @Test
    void namesEveryOperationAndNoOther() throws IOException {
        Set<String> described = new HashSet<>();
        for (Map.Entry<String, JsonNode> path : description.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                described.add(operation.getKey() + " " + path.getKey());
                String method = operation.getKey().toUpperCase(java.util.Locale.ROOT);
                String target = path.getKey().replace("{id}", "i1");
                RawClient.Response response = method.equals("GET")
                        ? client.get(target).read()
                        : client.post(target, "{\"itemIds\":[\"i1\"],\"events\":[]}")
                                .read();
                assertThat(response.status()).as("%s %s", method, target).isIn(200, 400, 404);
                assertThat(response.body()).as("%s %s", method, target).doesNotContain("no such path");
            }
        }
        assertThat(described).hasSize(11);
    }

    @Test
    void itsExamplesFitItsSchemas() {
        for (Map.Entry<String, JsonNode> path : description.get("paths").properties()) {
            JsonNode content = path.getValue().at("/post/requestBody/content/application~1json");
            if (!content.isMissingNode()) {
                String schema = content.at("/schema/$ref").asString();
                assertThat(errors(
                                schema.substring(schema.lastIndexOf('/') + 1),
                                content.get("example").toString()))
                        .isEmpty();
            }
        }
    }
}
