import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { KubeConfig } from '@kubernetes/client-node';
import type { AwsAccess, AwsPlace } from '../AwsAccess';
import { fromAws } from '../awsErrors';
import type { ClusterSettings } from './ClusterSettings';
import { eksToken } from './EksToken';

/** Makes the configuration of Kubernetes clients for the clusters that the portal is told of. */
export class ClusterAccess {
  constructor(
    private readonly clusters: Map<string, ClusterSettings>,
    private readonly aws: AwsAccess,
  ) {}

  /** Undefined for a cluster that the portal was not told of. `place` is where an EKS cluster lives. */
  async configFor(name: string, place: AwsPlace): Promise<KubeConfig | undefined> {
    const settings = this.clusters.get(name);
    if (!settings) {
      return undefined;
    }
    const config = new KubeConfig();
    switch (settings.access) {
      case 'inCluster':
        config.loadFromCluster();
        return config;
      case 'kubeconfig':
        if (settings.file) {
          config.loadFromFile(settings.file);
        } else {
          config.loadFromDefault();
        }
        if (settings.context) {
          config.setCurrentContext(settings.context);
        }
        return config;
      case 'url':
        return withServer(config, name, settings);
      default:
        return withServer(config, name, await this.eks(name, place));
    }
  }

  private async eks(name: string, place: AwsPlace) {
    const options = await this.aws.optionsFor(place);
    const client = new EKSClient(options);
    const { cluster } = await client.send(new DescribeClusterCommand({ name })).catch(error => {
      throw fromAws(error, { ...place, action: 'eks:DescribeCluster', thing: `cluster ${name}` });
    });
    return {
      url: cluster?.endpoint ?? '',
      caData: cluster?.certificateAuthority?.data,
      token: await eksToken(name, options),
    };
  }
}

function withServer(
  config: KubeConfig,
  name: string,
  { url, caData, token }: { url: string; caData?: string; token?: string },
): KubeConfig {
  config.loadFromOptions({
    clusters: [
      // Plain http has no certificate to verify; only a local stand-in is reached so.
      { name, server: url, ...(caData && { caData }), skipTLSVerify: url.startsWith('http:') },
    ],
    users: [{ name, ...(token && { token }) }],
    contexts: [{ name, cluster: name, user: name }],
    currentContext: name,
  });
  return config;
}
