package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.FakeAuthority;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.support.completers.ArgumentCommandLine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateCompleterTest {

    private static final String DEVICE = "0b54d0a4-5f3e-4a53-9d3c-0e5a3c2b1a00";

    private final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void twoCertificates() {
        gateway.authority.certificates.add(FakeAuthority.info("1a2b", DEVICE, "home"));
        gateway.authority.certificates.add(FakeAuthority.info("3c4d", DEVICE, "Küche-7@example.org"));
    }

    @Test
    void offersWhatBeginsWithTheWord() {
        assertThat(complete(new SerialCompleter(), "")).containsExactly("1a2b ", "3c4d ");
        assertThat(complete(new SerialCompleter(), "1")).containsExactly("1a2b ");
        assertThat(complete(new DeviceCompleter(), "0b")).containsExactly(DEVICE + " ");
        assertThat(complete(new RevocableCompleter(), "")).containsExactly(DEVICE + " ", "1a2b ", "3c4d ");
        assertThat(complete(new IdentityCompleter(), "")).containsExactly("home ", "Küche-7@example.org ");
        assertThat(complete(new IdentityCompleter(), "x")).isEmpty();
    }

    @Test
    void asksForAFewOnly() {
        for (int i = 0; i < 100_000; i++) {
            gateway.authority.certificates.add(FakeAuthority.info("f" + i, DEVICE, "home"));
        }

        assertThat(complete(new SerialCompleter(), "f")).hasSizeBetween(100, 200);
    }

    /** The shell would execute or interpret them when the line is entered. */
    @ParameterizedTest
    @ValueSource(
            strings = {"$(bundle:stop 1)", "a;b", "a b", "\u001b[2J", "a|b", "`a`", "'a", "\"a", "a\u202eb", "#a", "{a}"
            })
    void neverOffersANameThatMeansSomethingToTheShell(String identity) {
        gateway.authority.certificates.clear();
        gateway.authority.certificates.add(FakeAuthority.info("1a", DEVICE, identity));

        assertThat(complete(new IdentityCompleter(), "")).isEmpty();
    }

    @Test
    void offersNothingWithoutAnAuthority() {
        gateway.without(AuthorityOperations.class);

        assertThat(complete(new RevocableCompleter(), "")).isEmpty();
        assertThat(new SerialCompleter().complete(FakeSession.headless(), line(""), new ArrayList<>()))
                .isEqualTo(-1);
    }

    private List<String> complete(CertificateCompleter completer, String word) {
        completer.context = gateway.context();
        List<String> candidates = new ArrayList<>();
        completer.complete(FakeSession.headless(), line(word), candidates);
        return candidates;
    }

    private static ArgumentCommandLine line(String word) {
        return new ArgumentCommandLine(word, word.length());
    }
}
