import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import Ajv from 'ajv';
import { TestRuns } from './__testUtils__/TestRuns';
import { eventually } from './__testUtils__/waiting';

jest.setTimeout(600_000);

const SCHEMA = resolve(__dirname, '../../../../docs/events/pipeline-run-succeeded.schema.json');

describe('the event of a run that has succeeded', () => {
  const runs = new TestRuns().register();

  it('is as docs/events describe it, on the bus of the pipeline', async () => {
    const pipeline = await runs.make({ name: 'telling' });
    const { bus } = pipeline.plan.names;
    const { events, sqs, region, accountId } = runs.aws;
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'listener' }));
    await events.send(
      new PutRuleCommand({
        Name: 'listener',
        EventBusName: bus,
        EventPattern: JSON.stringify({ 'detail-type': ['Pipeline Run Succeeded'] }),
      }),
    );
    await events.send(
      new PutTargetsCommand({
        Rule: 'listener',
        EventBusName: bus,
        Targets: [{ Id: 'queue', Arn: `arn:aws:sqs:${region}:${accountId}:listener` }],
      }),
    );
    const run = await pipeline.run('input/a file.json', { rows: 4 });
    expect(run.status).toBe('SUCCEEDED');
    const event = await eventually(async () => {
      const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      return message && JSON.parse(message.Body!);
    });

    const schema = JSON.parse(readFileSync(SCHEMA, 'utf8'));
    const validate = new Ajv({ allErrors: true }).compile(schema);
    validate(event);
    expect(validate.errors).toBeNull();
    expect(event.detail).toEqual({
      team: 'runs',
      pipeline: 'telling',
      run: run.name,
      execution: run.executionArn,
      trigger: 'data',
      bucket: pipeline.input,
      key: 'input/a file.json',
      lake: `s3://${pipeline.lake}/lake/telling/input/a file.json`,
      output: `s3://${pipeline.plan.buckets.scripts.name}/output/${run.name}/`,
      results: `s3://${pipeline.lake}/lake/telling/results/run=${run.name}/results.jsonl`,
      table: pipeline.plan.names.table,
      rowsIn: 4,
      rowsOut: 4,
    });
    // A schema that takes anything would show nothing.
    for (const field of schema.properties.detail.required) {
      const { [field]: _, ...detail } = event.detail;
      expect([field, validate({ ...event, detail })]).toEqual([field, false]);
    }
    expect(validate({ ...event, detail: { ...event.detail, more: 1 } })).toBe(false);
  });
});
