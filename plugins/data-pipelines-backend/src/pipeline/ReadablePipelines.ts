import type { BackstageCredentials, PermissionsService } from '@backstage/backend-plugin-api';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { AuthorizeResult, type ResourcePermission } from '@backstage/plugin-permission-common';
import { dataPipelinesRunReadPermission } from 'backstage-plugin-data-pipelines-common';

/** Questions in one request to the permission framework. */
const BATCH = 500;
/** Milliseconds for which a decision about a caller's pipelines is used again. */
const REMEMBERED_MS = 10_000;
const CALLERS = 1_000;

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

  async of(refs: string[], credentials: BackstageCredentials): Promise<(ref: string) => boolean> {
    const asked = [catalogEntityReadPermission, dataPipelinesRunReadPermission];
    const decisions = await this.permissions.authorizeConditional(
      asked.map(permission => ({ permission })),
      { credentials },
    );
    if (decisions.some(({ result }) => result === AuthorizeResult.DENY)) {
      return () => false;
    }
    const open = asked.filter((_, index) => decisions[index].result !== AuthorizeResult.ALLOW);
    if (!open.length) {
      return () => true;
    }
    const allowed = await this.remembered(refs, open, credentials);
    return ref => allowed.has(ref);
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
