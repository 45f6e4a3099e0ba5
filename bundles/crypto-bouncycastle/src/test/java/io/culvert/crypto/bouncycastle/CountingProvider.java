package io.culvert.crypto.bouncycastle;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@link CurveProvider} that counts what JCA takes from it. */
final class CountingProvider extends Provider {

    private static final long serialVersionUID = 1;

    private final transient Map<String, Integer> taken = new ConcurrentHashMap<>();

    CountingProvider() {
        super(CurveProvider.NAME, "1.0", "counts");
        for (Service service : new CurveProvider().getServices()) {
            putService(
                    new Service(
                            this,
                            service.getType(),
                            service.getAlgorithm(),
                            service.getClassName(),
                            List.of(),
                            Map.of()) {
                        @Override
                        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                            taken.merge(getType(), 1, Integer::sum);
                            return service.newInstance(parameter);
                        }

                        @Override
                        public boolean supportsParameter(Object parameter) {
                            return service.supportsParameter(parameter);
                        }
                    });
        }
    }

    /** How many of this type were made since the last call. */
    int count(String type) {
        Integer count = taken.remove(type);
        return count == null ? 0 : count;
    }
}
