import fc from 'fast-check';
import { bucketFault } from '../form';
import { checkNames, deriveNames, NameParts } from './names';

const PARTS: NameParts = {
  team: 'retail',
  name: 'taxi-daily',
  accountId: '123456789012',
  region: 'eu-west-1',
  apiGroup: 'pipelines.example.org',
};
const NONE = new Set<never>();

describe('deriveNames', () => {
  it('makes every name of a pipeline from team, name and platform', () => {
    expect(deriveNames(PARTS)).toEqual({
      component: 'retail-taxi-daily',
      cleanup: 'retail-taxi-daily-cleanup',
      cleanupRule: 'retail-taxi-daily-cleanup',
      sparkLogGroup: '/aws/emr-containers/retail-taxi-daily',
      namespace: 'retail-taxi-daily',
      instance: 'taxi-daily',
      inputBucket: 'retail-taxi-daily-input-123456789012-eu-west-1',
      scriptsBucket: 'retail-taxi-daily-scripts-123456789012-eu-west-1',
      lakeBucket: 'retail-taxi-daily-lake-123456789012-eu-west-1',
      jobRole: 'retail-taxi-daily-eu-west-1-job',
      workflowRole: 'retail-taxi-daily-eu-west-1-workflow',
      eventsRole: 'retail-taxi-daily-eu-west-1-events',
      stepsRole: 'retail-taxi-daily-eu-west-1-steps',
      stateMachine: 'retail-taxi-daily',
      logGroup: '/aws/vendedlogs/states/retail-taxi-daily',
      virtualCluster: 'retail-taxi-daily',
      table: 'retail-taxi-daily',
      bus: 'retail-taxi-daily',
      topic: 'retail-taxi-daily',
      deadLetterQueue: 'retail-taxi-daily-dlq',
      triggerRule: 'retail-taxi-daily-trigger',
      failedRule: 'retail-taxi-daily-failed',
      succeededRule: 'retail-taxi-daily-succeeded',
      system: 'retail-pipelines',
      apiGroup: 'retail.pipelines.example.org',
      graph: 'datapipelines.retail.pipelines.example.org',
    });
  });

  it('gives the names that are known while the form is not complete', () => {
    expect(deriveNames({ team: 'retail' })).toEqual({ system: 'retail-pipelines' });
    const { apiGroup, ...rest } = PARTS;
    expect(deriveNames({ team: 'retail', name: 'taxi' })).toMatchObject({
      namespace: 'retail-taxi',
    });
    expect(deriveNames({ team: 'retail', name: 'taxi' }).jobRole).toBeUndefined();
    expect(deriveNames(rest).inputBucket).toBe(deriveNames(PARTS).inputBucket);
  });
});

describe('checkNames', () => {
  it('refuses a name that makes a bucket too long, with the longest offender and by how much', () => {
    expect(checkNames({ ...PARTS, name: 'clickstream-sessions-hourly' }, NONE)).toEqual([
      {
        path: 'name',
        value: 'clickstream-sessions-hourly',
        message:
          'The S3 bucket "retail-clickstream-sessions-hourly-scripts-123456789012-eu-west-1" would have 65 characters ' +
          'and may have 63; shorten the name or the team by 2.',
      },
    ]);
  });

  it('does not count a bucket that is not created', () => {
    const parts = { ...PARTS, name: 'clickstream-sessions-hourly' };
    expect(checkNames(parts, new Set(['scriptsBucket']))).toEqual([]);
    const long = { ...parts, name: 'x'.repeat(40), region: 'ap-southeast-1' };
    const [problem] = checkNames(long, new Set(['inputBucket', 'scriptsBucket', 'lakeBucket']));
    expect(problem.message).toContain('The IAM role "retail-');
  });

  it('refuses a team whose namespaces would belong to the cluster, and names that the team repo uses', () => {
    expect(checkNames({ ...PARTS, team: 'kube' }, NONE)[0]).toMatchObject({
      path: 'team',
      value: 'kube',
    });
    expect(checkNames({ ...PARTS, name: 'rgd' }, NONE)[0]).toMatchObject({
      path: 'name',
      value: 'rgd',
    });
  });

  it('refuses a team whose buckets S3 keeps for itself', () => {
    expect(checkNames({ ...PARTS, team: 'sthree' }, NONE)[0].message).toContain(
      'S3 keeps names that begin with "sthree-"',
    );
    expect(checkNames({ ...PARTS, team: 'amzn', name: 's3-demo-x' }, NONE)[0].path).toBe('team');
  });

  it('lets through only names that fit everything that bears them', () => {
    const part = fc.stringMatching(/^[a-z][a-z0-9]{1,19}$/);
    fc.assert(
      fc.property(
        part,
        part,
        fc.constantFrom('eu-west-1', 'ap-southeast-1', 'us-gov-east-1'),
        (team, name, region) => {
          const parts = { ...PARTS, team, name, region };
          const names = deriveNames(parts);
          if (checkNames(parts, NONE).length > 0) return;
          for (const bucket of [names.inputBucket, names.scriptsBucket, names.lakeBucket])
            expect(bucketFault(bucket)).toBeUndefined();
          for (const role of [names.jobRole, names.workflowRole, names.eventsRole, names.stepsRole])
            expect(role).toMatch(/^[\w+=,.@-]{1,64}$/);
          expect(names.namespace).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
          expect(names.virtualCluster).toMatch(/^[.\-_/#A-Za-z0-9]{1,64}$/);
          expect(names.deadLetterQueue).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
          expect(names.succeededRule).toMatch(/^[.\-_A-Za-z0-9]{1,64}$/);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never gives two pipelines of two teams the same name', () => {
    const team = fc.stringMatching(/^[a-z][a-z0-9]{1,4}$/);
    const name = fc.stringMatching(/^[a-z][a-z0-9]?(-[a-z0-9]{1,2}){0,2}$/);
    fc.assert(
      fc.property(team, name, team, name, (team1, name1, team2, name2) => {
        fc.pre(team1 !== team2 || name1 !== name2);
        expect(deriveNames({ ...PARTS, team: team1, name: name1 }).component).not.toBe(
          deriveNames({ ...PARTS, team: team2, name: name2 }).component,
        );
      }),
      { numRuns: 500 },
    );
  });
});
