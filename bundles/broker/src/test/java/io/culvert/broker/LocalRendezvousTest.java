package io.culvert.broker;

import io.culvert.api.rendezvous.Rendezvous;

class LocalRendezvousTest extends RendezvousContract {

    @Override
    Rendezvous fresh() {
        return new LocalRendezvous(FakeRendezvous.spentTokens());
    }
}
