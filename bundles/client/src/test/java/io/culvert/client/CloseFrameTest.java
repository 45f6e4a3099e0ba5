package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloseFrameTest {

    @ParameterizedTest
    @CsvSource({
        "1011,Proxy timeout occurred. The tunnel partner did not show up.,NO_PARTNER",
        "1011,Tunnel already exists for this token nonce combination.,TUNNEL_EXISTS",
        "1011,Duplicated client UUID.,TUNNEL_EXISTS",
        "1012,Stop server,GATEWAY_AWAY",
        "1012,Stop server [c7],GATEWAY_AWAY",
        "1011,Tunnel already exists for this token nonce combination. [c7],TUNNEL_EXISTS",
        "1000,Stop server,CLOSED",
        "1011,Invalid params passed.,CLOSED"
    })
    void aCloseBeforeTheTunnelHasAReason(int code, String text, CulvertException.Kind kind) {
        assertThat(new CloseFrame(code, text).beforeTheTunnel().kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "1000,Tunnel client disconnected,true",
        "1000,'',true",
        "1000,Tunnel client disconnected [c12],true",
        "1000,[c12],true",
        "1000,Bye [c12],false",
        "1000,Tunnel client disconnected [c12] [c12],false",
        "1005,'',true",
        "1000,Bye,false",
        "1001,'',false"
    })
    void onlyAnOrderlyCloseIsThePartnersEnd(int code, String text, boolean end) {
        assertThat(new CloseFrame(code, text).partnerEnded()).isEqualTo(end);
    }
}
