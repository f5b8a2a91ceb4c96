import type { BackstageCredentials, PermissionsService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { AuthorizeResult, type ResourcePermission } from '@backstage/plugin-permission-common';
import { dataPipelinesRunReadPermission } from 'backstage-plugin-data-pipelines-common';

/** Questions in one request to the permission framework. */
const BATCH = 500;
/** Milliseconds for which a decision about a caller's pipelines is used again. */
const REMEMBERED_MS = 10_000;
const CALLERS = 1_000;

/** Which pipelines a caller may read. */
export interface Readable {
  has(ref: string): boolean;
  /** True where the policy decides for each pipeline by itself, so that there may be others. */
  restricted: boolean;
}

/**
 * Tells which of many pipelines a caller may read: those whose entity the catalog shows them and whose runs they may
 * see. Where the policy says yes or no for all alike, that is one question.
 */
export class ReadablePipelines {
  private readonly known = new Map<string, { until: number; refs: Promise<Set<string>> }>();

  constructor(
    private readonly permissions: PermissionsService,
    private readonly now: () => number = Date.now,
  ) {}

  /** Refuses a caller to whom the policy says no for all alike: that tells nothing of what there is. */
  async of(refs: string[], credentials: BackstageCredentials): Promise<Readable> {
    const asked = [catalogEntityReadPermission, dataPipelinesRunReadPermission];
    const decisions = await this.permissions.authorizeConditional(
      asked.map(permission => ({ permission })),
      { credentials },
    );
    const denied = asked.find((_, index) => decisions[index].result === AuthorizeResult.DENY);
    if (denied) {
      throw new NotAllowedError(
        `The policy lets you see no pipelines: ask whoever decides on the permission ${denied.name}`,
      );
    }
    const open = asked.filter((_, index) => decisions[index].result !== AuthorizeResult.ALLOW);
    if (!open.length) {
      return { has: () => true, restricted: false };
    }
    const allowed = await this.remembered(refs, open, credentials);
    return { has: ref => allowed.has(ref), restricted: true };
  }

  private remembered(
    refs: string[],
    permissions: ResourcePermission[],
    credentials: BackstageCredentials,
  ): Promise<Set<string>> {
    const { type, ...who } = credentials.principal as { type: string };
    const names = permissions.map(({ name }) => name);
    const key = JSON.stringify([type, who, names, refs.length]);
    const known = this.known.get(key);
    if (known && this.now() < known.until) {
      return known.refs;
    }
    const answer = this.decide(refs, permissions, credentials);
    this.known.set(key, { until: this.now() + REMEMBERED_MS, refs: answer });
    answer.catch(() => this.known.delete(key));
    if (this.known.size > CALLERS) {
      this.known.delete(this.known.keys().next().value!);
    }
    return answer;
  }

  private async decide(
    refs: string[],
    permissions: ResourcePermission[],
    credentials: BackstageCredentials,
  ): Promise<Set<string>> {
    let allowed = refs;
    for (const permission of permissions) {
      const left: string[] = [];
      for (let i = 0; i < allowed.length; i += BATCH) {
        const some = allowed.slice(i, i + BATCH);
        const decisions = await this.permissions.authorize(
          some.map(resourceRef => ({ permission, resourceRef })),
          { credentials },
        );
        left.push(...some.filter((_, at) => decisions[at].result === AuthorizeResult.ALLOW));
      }
      allowed = left;
    }
    return new Set(allowed);
  }
}
