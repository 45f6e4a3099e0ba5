package io.culvert.authenticator.http;

import io.culvert.api.config.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * AWS Signature Version 4, in the header {@code Authorization}, as every service of AWS but S3 reads it: S3 encodes the
 * path once, all others twice.
 *
 * @param keyId access key id
 * @param secret secret access key
 * @param sessionToken of temporary credentials; absent for permanent ones
 * @param region for instance {@code eu-west-1}
 * @param service for instance {@code lambda}
 */
record AwsSigV4(String keyId, Secret secret, Secret sessionToken, String region, String service) implements Signing {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String UNRESERVED = "-_.~";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Override
    public Map<String, String> sign(String method, URI url, Map<String, String> headers, byte[] body, Instant now) {
        String time = TIME.format(now);
        Map<String, String> added = new HashMap<>();
        added.put("x-amz-date", time);
        if (sessionToken.isPresent()) {
            added.put("x-amz-security-token", sessionToken.text());
        }
        TreeMap<String, String> signed = new TreeMap<>(headers);
        signed.put("host", host(url));
        signed.putAll(added);

        String names = String.join(";", signed.keySet());
        String request = String.join("\n", method, path(url), query(url), lines(signed), names, Signing.sha256(body));
        String scope = time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
        String toSign = String.join("\n", ALGORITHM, time, scope, Signing.sha256(Signing.utf8(request)));
        String signature = HexFormat.of().formatHex(Signing.hmac(key(scope), Signing.utf8(toSign)));
        added.put(
                "Authorization",
                ALGORITHM + " Credential=" + keyId + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                        + signature);
        return added;
    }

    /** Each part of the scope is signed with what came out of the part before. */
    private byte[] key(String scope) {
        byte[] key = Signing.utf8("AWS4" + secret.text());
        for (String part : scope.split("/", -1)) {
            key = Signing.hmac(key, Signing.utf8(part));
        }
        return key;
    }

    /** As the HTTP client writes it: without the port that the scheme has anyway. */
    private static String host(URI url) {
        boolean usual = url.getPort() < 0 || url.getPort() == (url.getScheme().equalsIgnoreCase("https") ? 443 : 80);
        return usual ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    private static String lines(TreeMap<String, String> headers) {
        return headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue().strip().replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining());
    }

    private static String path(URI url) {
        String path = url.normalize().getRawPath();
        return path == null || path.isEmpty() ? "/" : encode(path, UNRESERVED + "/");
    }

    private static String query(URI url) {
        String query = url.getRawQuery();
        return query == null
                ? ""
                : Arrays.stream(query.split("&"))
                        .filter(parameter -> !parameter.isEmpty())
                        .map(AwsSigV4::parameter)
                        .sorted(Map.Entry.<String, String>comparingByKey().thenComparing(Map.Entry.comparingByValue()))
                        .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                        .collect(Collectors.joining("&"));
    }

    private static Map.Entry<String, String> parameter(String parameter) {
        String[] parts = parameter.split("=", 2);
        return Map.entry(encodeAgain(parts[0]), parts.length < 2 ? "" : encodeAgain(parts[1]));
    }

    /** The query is encoded once, whatever it was encoded with in the URL. */
    private static String encodeAgain(String encoded) {
        String plus = encoded.replace("+", "%2B"); // which only forms use for a space
        return encode(URLDecoder.decode(plus, StandardCharsets.UTF_8), UNRESERVED);
    }

    private static String encode(String text, String unreserved) {
        StringBuilder out = new StringBuilder();
        for (byte next : Signing.utf8(text)) {
            char c = (char) (next & 0xFF);
            if ((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || unreserved.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(next));
            }
        }
        return out.toString();
    }
}
