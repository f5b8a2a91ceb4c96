import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { parsePlatforms, type Platform } from 'backstage-plugin-data-pipelines-node';

/** The configured platforms, found by where their resources live. */
export class Platforms {
  /** Reads `dataPipelines.platforms`. Without it the plugin starts, and knows no pipeline's account. */
  static fromConfig(config: Config): Platforms {
    const section = config.getOptional('dataPipelines.platforms');
    return new Platforms(section === undefined ? {} : parsePlatforms(section));
  }

  readonly all: Platform[];

  constructor(readonly byName: Readonly<Record<string, Platform>>) {
    this.all = Object.values(byName);
    for (const platform of this.all) {
      // An ARN names no cluster, so platforms of one account and region must be asked at one place.
      const first = this.find(platform.accountId, platform.region);
      if (first && first.endpoint !== platform.endpoint) {
        throw new InputError(
          `dataPipelines.platforms.${platform.name}.endpoint is "${platform.endpoint ?? ''}", but that of ` +
            `dataPipelines.platforms.${first.name} is "${first.endpoint ?? ''}", in the same account and region: ` +
            `give both the same endpoint`,
        );
      }
    }
  }

  /** A platform of the account and region. Several, for several clusters, are alike for AWS calls. */
  find(accountId: string, region: string): Platform | undefined {
    return this.all.find(p => p.accountId === accountId && p.region === region);
  }
}
