import { type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { type Quota, quotaOf } from './quotas';
import { type Clock, monotonicClock, TokenBucket } from './TokenBucket';

/** What a call is taken from the budget for. */
export interface BudgetedCall {
  accountId: string;
  region: string;
  /** IAM action, e.g. `states:ListExecutions`. */
  action: string;
}

/** What was called so far, for the metrics. */
export interface BudgetUse extends BudgetedCall {
  calls: number;
  /** Times that AWS throttled. */
  throttled: number;
  /** Times that a call was given up because no token came in its time. */
  refused: number;
}

/**
 * The calls that this process may make: for each account, region and action a token bucket of a share of AWS's quota.
 * The rest is left to people and other tools.
 */
export class AwsBudget {
  /** Reads `dataPipelines.aws.budget`; config.d.ts documents the fields and their defaults. */
  static fromConfig(root: Config, clock?: Clock): AwsBudget {
    const config = root.getOptionalConfig('dataPipelines.aws.budget');
    const where = 'dataPipelines.aws.budget';
    const share = config?.getOptionalNumber('share') ?? 0.5;
    if (!(share > 0 && share <= 1)) {
      throw new InputError(`${where}.share is ${share}: give a number above 0, at most 1`);
    }
    const replicas = config?.getOptionalNumber('replicas') ?? 1;
    if (!Number.isInteger(replicas) || replicas < 1) {
      throw new InputError(`${where}.replicas is ${replicas}: give a whole number from 1`);
    }
    const own = new Map<string, Quota>();
    for (const [index, quota] of (config?.getOptionalConfigArray('quotas') ?? []).entries()) {
      const burst = quota.getNumber('burst');
      const perSecond = quota.getNumber('perSecond');
      if (!(burst >= 1) || !(perSecond > 0)) {
        throw new InputError(
          `${where}.quotas[${index}] has burst ${burst} and perSecond ${perSecond}: give what AWS's Service Quotas page ` +
            `says, at least 1 and above 0`,
        );
      }
      own.set(quota.getString('action'), { burst, perSecond });
    }
    return new AwsBudget(
      {
        share: share / replicas,
        quotaOf: (action, region) => own.get(action) ?? quotaOf(action, region),
      },
      clock,
    );
  }

  private readonly buckets = new Map<string, { bucket: TokenBucket; use: BudgetUse }>();

  constructor(
    private readonly options: {
      /** Of AWS's quota, above 0, at most 1. */
      share: number;
      quotaOf: (action: string, region: string) => Quota;
    },
    private readonly clock: Clock = monotonicClock,
  ) {}

  /** Takes a token for one call; false when none came within `patienceMs`. */
  async take(
    call: BudgetedCall,
    options: { background?: boolean; patienceMs: number },
  ): Promise<boolean> {
    const { bucket, use } = this.of(call);
    const taken = await bucket.take(options);
    use[taken ? 'calls' : 'refused'] += 1;
    return taken;
  }

  /** Tells that AWS throttled this call; no other of the kind goes out for `pauseMs`. */
  throttled(call: BudgetedCall, pauseMs: number) {
    const { bucket, use } = this.of(call);
    use.throttled += 1;
    bucket.pause(pauseMs);
  }

  /** Whether calls of the kind are held back since AWS throttled one. */
  isPaused(call: BudgetedCall): boolean {
    return this.of(call).bucket.paused;
  }

  /** What was called so far, one entry for each account, region and action. */
  usage(): BudgetUse[] {
    return [...this.buckets.values()].map(({ use }) => ({ ...use }));
  }

  private of({ accountId, region, action }: BudgetedCall) {
    const key = `${accountId}/${region}/${action}`;
    let entry = this.buckets.get(key);
    if (!entry) {
      const { burst, perSecond } = this.options.quotaOf(action, region);
      const { share } = this.options;
      entry = {
        bucket: new TokenBucket(Math.max(1, burst * share), perSecond * share, this.clock),
        use: { accountId, region, action, calls: 0, throttled: 0, refused: 0 },
      };
      this.buckets.set(key, entry);
    }
    return entry;
  }
}
