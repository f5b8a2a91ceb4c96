import type { Config } from '@backstage/config';
import { NotAllowedError } from '@backstage/errors';
import {
  type AwsCredentialProvider,
  DefaultAwsCredentialsManager,
} from '@backstage/integration-aws-node';
import type { Platforms } from '../platform/Platforms';

/** What every AWS client of this plugin is made with. */
export interface AwsClientOptions {
  region: string;
  credentials: AwsCredentialProvider['sdkCredentialProvider'];
  endpoint?: string;
  /** One: further tries are made by AwsCaller, within the budget. */
  maxAttempts: number;
  customUserAgent: string;
  requestHandler: { connectionTimeout: number; requestTimeout: number };
}

/** Account and region in which a call is made. */
export interface AwsPlace {
  accountId: string;
  region: string;
}

// What a local AWS is signed with: it checks nothing, and real credentials are none of its business.
const LOCAL = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * Makes the options of AWS clients, and refuses places that are not configured as platforms.
 *
 * Credentials come from the `aws` section of the configuration. A platform with an endpoint of its own gets them only
 * when that section names its account, so that the portal's own credentials never reach an emulator by accident.
 */
export class AwsAccess {
  private readonly manager: DefaultAwsCredentialsManager;
  private readonly named: Set<string>;

  constructor(
    config: Config,
    private readonly platforms: Platforms,
    private readonly timeoutMs: number,
  ) {
    this.manager = DefaultAwsCredentialsManager.fromConfig(config);
    const accounts = config.getOptionalConfigArray('aws.accounts') ?? [];
    this.named = new Set(accounts.map(account => account.getString('accountId')));
  }

  async optionsFor({ accountId, region }: AwsPlace): Promise<AwsClientOptions> {
    const platform = this.platforms.find(accountId, region);
    if (!platform) {
      throw new NotAllowedError(
        `Account ${accountId}, region ${region} belongs to none of this portal's platforms: add it to dataPipelines.platforms`,
      );
    }
    return {
      region,
      credentials:
        platform.endpoint && !this.named.has(accountId)
          ? async () => LOCAL
          : (await this.manager.getCredentialProvider({ accountId })).sdkCredentialProvider,
      ...(platform.endpoint && { endpoint: platform.endpoint }),
      maxAttempts: 1,
      customUserAgent: 'backstage-data-pipelines',
      requestHandler: {
        connectionTimeout: Math.min(2_000, this.timeoutMs),
        requestTimeout: this.timeoutMs,
      },
    };
  }
}

/** One client per account and region, made when first needed and kept. */
export class ClientPool<C> {
  private readonly clients = new Map<string, Promise<C>>();

  constructor(
    private readonly access: AwsAccess,
    private readonly make: (options: AwsClientOptions) => C,
  ) {}

  get(place: AwsPlace): Promise<C> {
    const key = `${place.accountId}/${place.region}`;
    let client = this.clients.get(key);
    if (!client) {
      client = this.access.optionsFor(place).then(this.make);
      this.clients.set(key, client);
      // Credentials that could not be had now may be had at the next try.
      client.catch(() => this.clients.delete(key));
    }
    return client;
  }
}
