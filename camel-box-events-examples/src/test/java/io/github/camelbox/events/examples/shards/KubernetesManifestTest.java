// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.shards;

import java.util.List;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The manifest says what {@link ShardMember} needs. */
class KubernetesManifestTest {

    private final List<HasMetadata> resources
            = Serialization.unmarshal(getClass().getResourceAsStream("/shards/kubernetes.yaml"));

    private <T> T only(Class<T> kind) {
        return resources.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
    }

    @Test
    void threePodsKnowEachOtherByTheirLabelAndShareNoVolume() {
        Deployment deployment = only(Deployment.class);
        PodTemplateSpec pod = deployment.getSpec().getTemplate();

        assertThat(deployment.getSpec().getReplicas()).isEqualTo(3);
        assertThat(pod.getMetadata().getLabels()).containsAllEntriesOf(ShardMember.LABELS);
        assertThat(pod.getSpec().getVolumes()).isEmpty();
        assertThat(resources).extracting(HasMetadata::getKind).doesNotContain("PersistentVolumeClaim");
        Container container = pod.getSpec().getContainers().get(0);
        assertThat(container.getEnv()).extracting(EnvVar::getName).containsExactly("POD_NAME", "SHARDS");
        assertThat(container.getEnv().get(0).getValueFrom().getFieldRef().getFieldPath()).isEqualTo("metadata.name");
    }

    @Test
    void theServiceAccountMayListPodsAndWriteLeases() {
        List<PolicyRule> rules = only(Role.class).getRules();

        assertThat(rules).anySatisfy(rule -> assertThat(rule.getResources()).containsExactly("pods"));
        assertThat(rules).anySatisfy(rule -> {
            assertThat(rule.getApiGroups()).containsExactly("coordination.k8s.io");
            assertThat(rule.getVerbs()).contains("get", "create", "update");
        });
        assertThat(only(Deployment.class).getSpec().getTemplate().getSpec().getServiceAccountName()).isEqualTo("box-events");
    }
}
