package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceNamesTest {

    @ParameterizedTest
    @CsvSource({
        "alice, alice",
        "a-b.c_d~E9, a-b.c_d~E9",
        "alice@example.org, alice%40example.org",
        "'a b/c?d#e%20', a%20b%2Fc%3Fd%23e%2520",
        "M\u00fcller \u20ac, M%C3%BCller%20%E2%82%AC",
        "\ud83d\ude00, %F0%9F%98%80",
        "'CN=x,O=y:z', CN%3Dx%2CO%3Dy%3Az"
    })
    void encodesIdentitiesSoThatTheyAreUris(String identity, String encoded) {
        String uri = DeviceNames.identityUri(identity);

        assertThat(uri).isEqualTo("urn:culvert:identity:" + encoded);
        assertThat(URI.create(uri).getScheme()).isEqualTo("urn");
    }

    @Test
    void differentIdentitiesHaveDifferentUris() {
        assertThat(List.of("a\ud800", "a\ud801", "a\udc00", "a?", "a\ufffd", "a%ED%A0%80"))
                .extracting(DeviceNames::identityUri)
                .doesNotHaveDuplicates()
                .allSatisfy(uri ->
                        assertThat(URI.create(uri).getRawSchemeSpecificPart()).isNotEmpty());
    }

    @Test
    void everyIdentityMakesACertificate() throws Exception {
        TestAuthority authority = TestAuthority.of("EC-P256");
        byte[] request = TestAuthority.request(TestKeys.make("EC-P256"));
        for (String identity : List.of("\u0000", "a\ud800", "x".repeat(2000), "\ud83d\ude00", "::", "%")) {
            Subject subject = new Subject(new UUID(1, 2), identity, identity);

            assertThat(authority.certificate(1, request, subject).getSubjectAlternativeNames())
                    .anySatisfy(name -> assertThat(name.get(1)).isEqualTo(DeviceNames.identityUri(identity)));
        }
    }

    @Test
    void theCommonNameIsShortAndCanBeSeen() {
        UUID device = new UUID(1, 2);

        assertThat(DeviceNames.subject(new Subject(device, "alice", " pump\u0007\r\n 7\u202e\u200b\ud800 ")))
                .hasToString("CN=pump 7");
        assertThat(DeviceNames.subject(new Subject(device, "alice", "\ud83d\ude00".repeat(70)))
                        .toString())
                .isEqualTo("CN=" + "\ud83d\ude00".repeat(64));
        for (String none : new String[] {null, "", "\n", " \u200b "}) {
            assertThat(DeviceNames.subject(new Subject(device, "alice", none))).hasToString("CN=" + device);
        }
    }
}
