import { EMRContainersClient, ListVirtualClustersCommand } from '@aws-sdk/client-emr-containers';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { type AwsAccess, type AwsPlace, ClientPool } from './AwsAccess';
import { AwsCaller } from './call';

/** State of a virtual cluster, in AWS's own words. */
export type VirtualClusterState = 'RUNNING' | 'TERMINATING' | 'ARRESTED';

/** Where the state of virtual clusters comes from. Errors are those of `@backstage/errors`. */
export interface VirtualClusterProvider {
  /** State of the one that bears the name and is not gone; undefined when there is none. */
  state(place: AwsPlace, name: string): Promise<VirtualClusterState | undefined>;
}

/** Pages looked through; an account has few clusters that are not gone. */
const MOST_PAGES = 20;

/** Virtual clusters as EMR on EKS has them. */
export class EmrVirtualClusterProvider implements VirtualClusterProvider {
  private readonly clients: ClientPool<EMRContainersClient>;
  private readonly caller: AwsCaller;

  constructor(deps: { access: AwsAccess; logger: LoggerService; timeoutMs: number }) {
    this.clients = new ClientPool(deps.access, options => new EMRContainersClient(options));
    this.caller = new AwsCaller(deps);
  }

  async state(place: AwsPlace, name: string): Promise<VirtualClusterState | undefined> {
    let nextToken: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = await this.page(place, name, nextToken);
      const found = answer.virtualClusters?.find(cluster => cluster.name === name);
      if (found) {
        return found.state as VirtualClusterState;
      }
      nextToken = answer.nextToken;
      if (!nextToken) {
        break;
      }
    }
    return undefined;
  }

  private page(place: AwsPlace, name: string, nextToken: string | undefined) {
    const about = {
      ...place,
      action: 'emr-containers:ListVirtualClusters',
      thing: `virtual cluster ${name}`,
    };
    const command = new ListVirtualClustersCommand({
      states: ['RUNNING', 'ARRESTED', 'TERMINATING'],
      maxResults: 500,
      nextToken,
    });
    return this.caller.call(about, async abortSignal =>
      (await this.clients.get(place)).send(command, { abortSignal }),
    );
  }
}
