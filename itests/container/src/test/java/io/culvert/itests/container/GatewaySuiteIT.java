package io.culvert.itests.container;

import org.junit.runner.RunWith;
import org.junit.runners.Suite;
import org.junit.runners.Suite.SuiteClasses;

/** The tests that share one container. */
@RunWith(Suite.class)
@SuiteClasses({
    TunnelIT.class,
    ShellIT.class,
    CertificateIT.class,
    AuthorityIT.class,
    AuthorityKeysIT.class,
    HealthIT.class,
    HotSwapIT.class,
    CurvesIT.class,
    TlsSwapIT.class,
    HttpAuthenticatorIT.class,
    JwtIT.class,
    TransportStopIT.class
})
public class GatewaySuiteIT {}
