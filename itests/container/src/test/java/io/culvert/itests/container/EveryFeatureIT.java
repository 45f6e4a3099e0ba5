package io.culvert.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Each feature alone, in a container that starts with the framework only. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class EveryFeatureIT {

    /** Karaf registers it when the boot features are in; before that it may refuse to install anything. */
    @Inject
    BootFinished bootFinished;

    @Inject
    FeaturesService features;

    @Inject
    BundleContext context;

    @Configuration
    public Option[] container() {
        List<Option> options = Distribution.named("features");
        options.add(editConfigurationFilePut("etc/org.apache.karaf.features.cfg", "featuresBoot", "feature"));
        return options.toArray(Option[]::new);
    }

    @Test
    public void installedAloneReachesActiveAndLeavesNothingBehind() throws Exception {
        Set<String> before = bundles();
        List<String> ours = Arrays.stream(features.listFeatures())
                .map(Feature::getName)
                .filter(name -> name.startsWith("culvert"))
                .sorted()
                .toList();
        assertFalse("no feature repository", ours.isEmpty());
        for (String feature : ours) {
            features.installFeature(feature);
            assertEquals(feature, List.of(), notActive());
            features.uninstallFeature(feature);
            assertEquals(feature, before, bundles());
        }
    }

    private List<String> notActive() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(bundle -> bundle + " in state " + bundle.getState())
                .toList();
    }

    private Set<String> bundles() {
        return Arrays.stream(context.getBundles())
                .map(Bundle::toString)
                .map(name -> name.replaceFirst(" \\[\\d+]", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
