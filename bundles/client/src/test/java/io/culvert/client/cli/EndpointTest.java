package io.culvert.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class EndpointTest {

    @Test
    void aPortAloneIsOnThisMachineOnly() {
        assertThat(new Endpoint.Local().convert("2222")).isEqualTo(new Endpoint("127.0.0.1", 2222));
        assertThat(new Endpoint.Local().convert("0.0.0.0:2222")).isEqualTo(new Endpoint("0.0.0.0", 2222));
        assertThat(new Endpoint.Local().convert("[::1]:0")).isEqualTo(new Endpoint("::1", 0));
    }

    @Test
    void aTargetReadsAsItWasWritten() {
        assertThat(new Endpoint.Target().convert("[::1]:22").toString()).isEqualTo("[::1]:22");
        assertThat(new Endpoint.Target().convert("device:22").toString()).isEqualTo("device:22");
    }

    @ParameterizedTest
    @ValueSource(strings = {"22", ":22", "host", "host:", "host:0", "host:70000", "host:x", "::1:22"})
    void aWrongTargetIsExplained(String text) {
        assertThatThrownBy(() -> new Endpoint.Target().convert(text)).isInstanceOf(TypeConversionException.class);
    }
}
