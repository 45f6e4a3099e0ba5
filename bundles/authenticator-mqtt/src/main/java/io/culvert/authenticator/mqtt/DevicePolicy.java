package io.culvert.authenticator.mqtt;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.authenticator.mqtt.TopicPattern.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Who may ask for which devices.
 *
 * @param rules any of them allows
 */
record DevicePolicy(List<Rule> rules) {

    record Rule(Pattern subject, Pattern device) {}

    /** Rules like {@code alice=camera-1,camera-2}; a star stands for any characters. */
    static DevicePolicy of(String key, String[] rules) throws BadConfigurationException {
        List<Rule> parsed = new ArrayList<>();
        for (String rule : rules) {
            int equals = rule.indexOf('=');
            if (equals < 1 || rule.substring(equals + 1).isBlank()) {
                throw BadConfigurationException.of(key, rule, "must be like SUBJECT=DEVICE,DEVICE");
            }
            Pattern subject = glob(rule.substring(0, equals));
            for (String device : rule.substring(equals + 1).split(",", -1)) {
                parsed.add(new Rule(subject, glob(device)));
            }
        }
        return new DevicePolicy(List.copyOf(parsed));
    }

    private static Pattern glob(String text) {
        return Pattern.compile("\\Q" + text.strip().replace("*", "\\E.*\\Q") + "\\E");
    }

    boolean allows(Names names) {
        return rules.stream()
                .anyMatch(rule -> rule.subject().matcher(names.subject()).matches()
                        && rule.device().matcher(names.device()).matches());
    }
}
