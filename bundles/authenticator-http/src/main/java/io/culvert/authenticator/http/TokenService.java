package io.culvert.authenticator.http;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Credentials;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The service of one configuration: what it is asked, and what its answers mean. */
final class TokenService {

    private static final Pattern EVERY_TOKEN = Pattern.compile(".*", Pattern.DOTALL);
    private static final int OK = 200;
    private static final int LEAST_STATUS = 201;
    private static final int MOST_STATUS = 599;

    private final Clock clock;
    private final Pattern own;
    private final RequestDocument document;
    private final Map<String, String> headers;
    private final Signing signing;
    private final Set<Integer> rejecting;
    private final AnswerMapping mapping;
    private final Exchange exchange;

    /**
     * Checks a configuration.
     *
     * @throws BadConfigurationException when it is wrong
     */
    TokenService(HttpConfig config, ConfigurationReader reader, Clock clock) throws BadConfigurationException {
        this.clock = clock;
        ConnectionSettings connection = ConnectionSettings.of(config, reader);
        reader.required("name", config.name());
        Preset preset = reader.oneOf("preset", config.preset(), Preset.class);
        own = pattern(config.pattern());
        document = RequestDocument.of(config, preset, reader);
        headers = AuthScheme.header(config, preset, reader);
        signing = Signing.of(config, reader);
        rejecting = statuses(config.rejecting_status());
        mapping = AnswerMapping.of(config, preset, reader);
        if (mapping.valid() == null && rejecting.isEmpty()) {
            throw new BadConfigurationException("rejecting.status: is empty, and answer.valid names no place either, so"
                    + " that the service could not say no");
        }
        exchange = new Exchange(connection); // last: it has a thread
    }

    private static Pattern pattern(String pattern) throws BadConfigurationException {
        try {
            return pattern.isEmpty() ? EVERY_TOKEN : Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw BadConfigurationException.of(
                    "pattern", pattern, "is not a regular expression of Java: " + e.getDescription());
        }
    }

    private static Set<Integer> statuses(String[] given) throws BadConfigurationException {
        Set<Integer> statuses = new TreeSet<>();
        for (String status : Preset.list(given)) {
            // Three digits: more are no int, perhaps.
            if (!status.matches("\\d{3}")
                    || Integer.parseInt(status) < LEAST_STATUS
                    || Integer.parseInt(status) > MOST_STATUS) {
                throw BadConfigurationException.of(
                        "rejecting.status",
                        Arrays.toString(given),
                        "must be statuses between " + LEAST_STATUS + " and " + MOST_STATUS);
            }
            statuses.add(Integer.valueOf(status));
        }
        return statuses;
    }

    /** Asks about a peer. Returns at once. */
    CompletionStage<AuthResult> ask(Credentials credentials) {
        try {
            if (!own.matcher(credentials.token()).matches()) {
                return AuthResult.abstained();
            }
        } catch (StackOverflowError e) { // which a long token can do to a pattern with alternatives that repeat
            return AuthResult.rejected("the token is too long for the pattern");
        }
        byte[] body = document.write(credentials);
        if (body == null) {
            return AuthResult.rejected("the credentials hold half a surrogate pair");
        }
        String type = document.mediaType();
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(signing.sign("POST", exchange.url(), Map.of("content-type", type), body, clock.instant()));
        all.put("Content-Type", type);
        all.put("Accept", "application/json");
        return exchange.post(all, body).thenCompose(this::decide);
    }

    private CompletionStage<AuthResult> decide(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (rejecting.contains(status)) {
            return AuthResult.rejected("the service answers with status " + status);
        }
        if (status != OK) {
            return CompletableFuture.failedFuture(new NoAnswerException(problem(status)));
        }
        try {
            return CompletableFuture.completedFuture(mapping.read(response.body(), clock.instant()));
        } catch (NoAnswerException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String problem(int status) {
        String meaning = "";
        if (List.of(401, 403, 407).contains(status)) {
            meaning = ": it, or a proxy, does not let the gateway ask";
        } else if (status / 100 == 3) {
            meaning = ": redirects are not followed";
        }
        return "the service answers with status " + status + meaning;
    }
}
