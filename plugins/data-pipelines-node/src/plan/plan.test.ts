import fc from 'fast-check';
import { InputError } from '@backstage/errors';
import { MINIMAL, rightForms, SETTINGS, withValue } from '../__testUtils__/forms';
import { stateMachineArn } from './arns';
import { roleNameBase36 } from './base36';
import { plan, tryPlan } from './plan';

describe('roleNameBase36', () => {
  it("writes a role's name as EMR on EKS writes it into its service accounts", () => {
    expect(roleNameBase36('JobExecutionRoleIRSAv2')).toBe('c7ohmynrs14q04uudoef8n97xdufwajzua');
  });
});

describe('stateMachineArn', () => {
  it('knows the partition of the region', () => {
    const arn = (region: string) => stateMachineArn({ region, accountId: '123456789012' }, 'x');
    expect(arn('eu-west-1')).toBe('arn:aws:states:eu-west-1:123456789012:stateMachine:x');
    expect(arn('cn-north-1')).toMatch(/^arn:aws-cn:/);
    expect(arn('us-gov-west-1')).toMatch(/^arn:aws-us-gov:/);
  });
});

describe('plan', () => {
  it('creates three buckets when the form names none', () => {
    const { buckets, instance } = plan(MINIMAL, SETTINGS);
    expect([buckets.input.origin, buckets.scripts.origin, buckets.lake.origin]).toEqual([
      'created',
      'created',
      'created',
    ]);
    expect(instance.scripts).toEqual({
      bucket: 'retail-taxi-daily-scripts-123456789012-eu-west-1',
      create: true,
      prefix: 'scripts/',
      entryPoint: 'taxi_summary.py',
    });
  });

  it('shares the input bucket by the word "input" and by its name', () => {
    const byWord = plan({ ...MINIMAL, buckets: { scripts: 'input', lake: 'input' } }, SETTINGS);
    expect(byWord.buckets.scripts).toEqual({ name: byWord.names.inputBucket, origin: 'shared' });
    expect(byWord.instance.lake).toEqual({
      bucket: byWord.names.inputBucket,
      create: false,
      prefix: 'lake/taxi-daily/',
    });
    const byName = plan(
      { ...MINIMAL, buckets: { input: 'acme-data', lake: 'acme-data' } },
      SETTINGS,
    );
    expect(byName.buckets.lake).toEqual({ name: 'acme-data', origin: 'shared' });
  });

  it('keeps to folders of its own name in buckets that are not its own', () => {
    const given = { scripts: 'acme-work', lake: 'acme-lake' };
    const { instance } = plan({ ...MINIMAL, buckets: given }, SETTINGS);
    expect(instance.scripts.prefix).toBe('scripts/retail-taxi-daily/');
    expect(instance.lake.prefix).toBe('lake/retail-taxi-daily/');
    const inInput = { input: 'acme-data', scripts: 'input', lake: 'input' };
    expect(plan({ ...MINIMAL, buckets: inInput }, SETTINGS).instance).toMatchObject({
      scripts: { prefix: 'scripts/retail-taxi-daily/' },
      lake: { prefix: 'lake/retail-taxi-daily/' },
    });
    const own = plan({ ...MINIMAL, buckets: { scripts: 'input' } }, SETTINGS).instance;
    expect([own.scripts.prefix, own.lake.prefix]).toEqual(['scripts/', 'lake/taxi-daily/']);
  });

  it.each(['input', 'scripts', 'lake'])(
    'refuses as bucket of %s one that a pipeline of another team has made',
    purpose => {
      const bucket = 'finance-ledger-lake-123456789012-eu-west-1';
      expect(tryPlan({ ...MINIMAL, buckets: { [purpose]: bucket } }, SETTINGS).problems).toEqual([
        {
          path: `buckets.${purpose}`,
          value: bucket,
          message:
            'A pipeline of team finance has made this bucket; choose one of team retail, or a bucket that no pipeline has made.',
        },
      ]);
      const ours = 'retail-ledger-lake-123456789012-eu-west-1';
      expect(tryPlan({ ...MINIMAL, buckets: { [purpose]: ours } }, SETTINGS).problems).toEqual([]);
    },
  );

  it('takes every other named bucket for one that exists', () => {
    const { buckets, instance } = plan(
      { ...MINIMAL, buckets: { input: 'acme-landing', lake: 'acme-lake' } },
      SETTINGS,
    );
    expect(buckets).toMatchObject({
      input: { origin: 'existing' },
      scripts: { origin: 'created' },
      lake: { origin: 'existing' },
    });
    expect(instance.input).toEqual({ bucket: 'acme-landing', create: false });
  });

  it("takes the platform's way of identity unless the form has one", () => {
    const mode = (form: object) => plan({ ...MINIMAL, ...form }, SETTINGS).instance.identity.mode;
    expect(mode({})).toBe('irsa');
    expect(mode({ platform: 'singapore' })).toBe('podIdentity');
    expect(mode({ platform: 'singapore', identity: 'irsa' })).toBe('irsa');
  });

  it('has pod templates only for a form that says where Spark is to run', () => {
    const templates = (spark: object) => plan({ ...MINIMAL, spark }, SETTINGS).podTemplates;
    expect(templates({})).toBeUndefined();
    expect(plan(MINIMAL, SETTINGS).instance.spark.podTemplates).toBe(false);
    const asked = plan(
      {
        ...MINIMAL,
        platform: 'singapore',
        spark: {
          executor: { spot: true },
          nodes: { selector: { pool: 'data' }, tolerations: ['dedicated=spark:NoSchedule'] },
        },
      },
      SETTINGS,
    );
    expect(asked.instance.spark.podTemplates).toBe(true);
    const dedicated = {
      key: 'dedicated',
      operator: 'Equal',
      value: 'spark',
      effect: 'NoSchedule',
    };
    expect(asked.podTemplates!.driver.spec).toEqual({
      nodeSelector: { pool: 'data' },
      tolerations: [dedicated],
    });
    expect(asked.podTemplates!.executor.spec).toEqual({
      nodeSelector: { 'karpenter.sh/capacity-type': 'spot', pool: 'data' },
      tolerations: [dedicated, { key: 'spot', operator: 'Exists', effect: 'NoSchedule' }],
    });
    expect(templates({ executor: { spot: true } })!.driver.spec).toEqual({});
  });

  it('lets EMR in as the platform says', () => {
    const { aws } = plan({ ...MINIMAL, platform: 'singapore' }, SETTINGS).instance;
    expect([plan(MINIMAL, SETTINGS).instance.aws.emrAccess, aws.emrAccess]).toEqual([
      'accessEntry',
      'rbac',
    ]);
  });

  it('writes the owner as a full reference', () => {
    const owner = (text: string) => plan({ ...MINIMAL, owner: text }, SETTINGS).owner;
    expect(owner('retail')).toBe('group:default/retail');
    expect(owner('User:jane.doe')).toBe('user:default/jane.doe');
    expect(owner('ops/Team_1')).toBe('group:ops/Team_1');
  });

  it('keeps the account a text, leading zeros and all', () => {
    expect(plan({ ...MINIMAL, platform: 'singapore' }, SETTINGS).instance.aws.accountId).toBe(
      '012345678901',
    );
  });

  it('says the problems of single fields and of fields together at once', () => {
    const form = {
      ...MINIMAL,
      team: 'Retail',
      platform: 'moon',
      spark: { driver: { cores: 0 }, executor: { min: 5, max: 2 } },
      notifications: ['a@example.com', 'nobody', 'A@example.com'],
      repoUrl: 'git.unknown.org?owner=a&repo=b',
    };
    expect(tryPlan(form, SETTINGS).problems.map(p => p.path)).toEqual([
      'team',
      'spark.driver.cores',
      'notifications.1',
      'platform',
      'spark.executor.min',
      'notifications.2',
      'repoUrl',
    ]);
    expect(() => plan(form, SETTINGS)).toThrow(InputError);
    expect(() => plan(form, SETTINGS)).toThrow(
      /^7 things are wrong in the form:\n- team "Retail": /,
    );
  });

  it('refuses a suffix with the trigger "script", where it would do nothing', () => {
    const trigger = (on: string) =>
      tryPlan({ ...MINIMAL, trigger: { on, suffix: '.csv' } }, SETTINGS).problems.map(p => p.path);
    expect(trigger('data')).toEqual([]);
    expect(trigger('script')).toEqual(['trigger.suffix']);
  });

  it('names the platforms that there are when the form names another', () => {
    expect(tryPlan(withValue(MINIMAL, 'platform', 'prod'), SETTINGS).problems).toEqual([
      {
        path: 'platform',
        value: 'prod',
        message: 'There is no such platform; choose one of sandbox, singapore.',
      },
    ]);
    expect(tryPlan(withValue(MINIMAL, 'platform', 'constructor'), SETTINGS).problems).toHaveLength(
      1,
    );
  });

  it('gives the names as far as they are known while other fields are wrong', () => {
    const { names } = tryPlan({ team: 'retail', name: 'taxi-daily', job: 'none' }, SETTINGS);
    expect(names).toMatchObject({ namespace: 'retail-taxi-daily', system: 'retail-pipelines' });
    expect(names.inputBucket).toBeUndefined();
  });

  it('is the same for the same form, whatever the order of its fields', () => {
    fc.assert(
      fc.property(rightForms, form => {
        const planned = tryPlan(form, SETTINGS);
        fc.pre(planned.plan !== undefined); // some names are too long together
        const turned = Object.fromEntries(Object.entries(form).reverse());
        expect(JSON.stringify(plan(turned, SETTINGS))).toBe(JSON.stringify(planned.plan));
      }),
      { numRuns: 300 },
    );
  });

  it('answers anything at all with problems, never with a crash', () => {
    fc.assert(
      fc.property(
        fc.object({
          key: fc.constantFrom(
            ...Object.keys(MINIMAL),
            'spark',
            'buckets',
            'notifications',
            'executor',
          ),
        }),
        form => {
          expect(tryPlan(form, SETTINGS).problems.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
