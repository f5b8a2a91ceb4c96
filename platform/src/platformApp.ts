import { App, type Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { PlatformConfig } from './config/schema.ts';
import { ClusterStack } from './stacks/ClusterStack.ts';
import { ControllersStack } from './stacks/ControllersStack.ts';
import { EmrStack } from './stacks/EmrStack.ts';
import { EncryptionStack } from './stacks/EncryptionStack.ts';
import { IdentitiesStack } from './stacks/IdentitiesStack.ts';
import { KarpenterStack } from './stacks/KarpenterStack.ts';
import { NetworkStack } from './stacks/NetworkStack.ts';
import { PortalStack } from './stacks/PortalStack.ts';
import { SparkNodesStack } from './stacks/SparkNodesStack.ts';

/** The stacks of a platform, in the order in which they are deployed; what exists already or is not wanted is left out. */
export function platformApp(
  config: PlatformConfig,
  app = new App({ analyticsReporting: false }),
): App {
  const { network, cluster, spark, controllers, emr } = config;
  const encryption = new EncryptionStack(app, config);
  const newNetwork =
    network.existing || cluster.existing
      ? undefined
      : new NetworkStack(app, config, encryption.key);
  const subnetIds =
    network.existing?.privateSubnetIds ??
    newNetwork?.vpc.privateSubnets.map(subnet => subnet.subnetId) ??
    [];
  const clusterStack = cluster.existing
    ? undefined
    : new ClusterStack(app, config, encryption.key, subnetIds);
  const onCluster = <T extends Stack>(stack: T): T => {
    if (clusterStack) stack.addStackDependency(clusterStack);
    return stack;
  };
  if (spark.capacity === 'nodeGroup') onCluster(new SparkNodesStack(app, config, subnetIds));
  if (spark.capacity === 'karpenter') onCluster(new KarpenterStack(app, config));
  const identities = onCluster(new IdentitiesStack(app, config));
  if (Object.values(controllers).includes('managed'))
    onCluster(new ControllersStack(app, config, identities));
  if (emr.serviceLinkedRole === 'create') new EmrStack(app, config);
  onCluster(new PortalStack(app, config, encryption.key));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
