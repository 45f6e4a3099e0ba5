package io.culvert.ca;

import io.culvert.api.ca.AuthorityOperations.CertificateQuery;
import io.culvert.api.ca.AuthorityOperations.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds what an operator asks for: by device or identity quickly, by anything else among all. */
final class CertificateSearch {

    private static final Comparator<Registered> LAST_EXPIRY_FIRST =
            Comparator.<Registered>comparingLong(each -> each.notAfter).reversed();

    private final CertificateQuery query;
    private final Instant now;
    private final @Nullable String text;

    CertificateSearch(CertificateQuery query, Instant now) {
        this.query = query;
        this.now = now;
        this.text = query.text() == null ? null : query.text().toLowerCase(Locale.ROOT);
    }

    Page in(RegisterIndex index) {
        List<Registered> found = new ArrayList<>();
        for (Registered each : candidates(index)) {
            if (matches(each)) {
                found.add(each);
            }
        }
        Collections.reverse(found); // those issued last first, which is nearly the order already
        found.sort(LAST_EXPIRY_FIRST);
        return new Page(
                found.size(),
                found.stream()
                        .skip(Math.max(query.offset(), 0))
                        .limit(Math.max(query.limit(), 0))
                        .map(Registered::info)
                        .toList());
    }

    private List<Registered> candidates(RegisterIndex index) {
        List<Registered> newestFirst;
        if (query.device() != null) {
            UUID device = uuid(query.device());
            newestFirst = device == null ? List.of() : index.ofDevice(device);
        } else if (query.identity() != null) {
            newestFirst = index.ofIdentity(query.identity());
        } else {
            return index.all;
        }
        List<Registered> oldestFirst = new ArrayList<>(newestFirst);
        Collections.reverse(oldestFirst);
        return oldestFirst;
    }

    private static @Nullable UUID uuid(String device) {
        try {
            return UUID.fromString(device);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private boolean matches(Registered each) {
        return (query.expired() || !each.isExpired(now))
                && (query.identity() == null || query.identity().equals(each.device.owner.identity))
                && (query.revoked() == null || query.revoked() == (each.revocation != null))
                && (query.expiresBefore() == null
                        || each.notAfter < query.expiresBefore().getEpochSecond())
                && (text == null || hasText(each, text));
    }

    private static boolean hasText(Registered each, String text) {
        return each.serial.contains(text)
                || each.device.owner.identity.toLowerCase(Locale.ROOT).contains(text)
                || each.device.id.toString().contains(text);
    }
}
