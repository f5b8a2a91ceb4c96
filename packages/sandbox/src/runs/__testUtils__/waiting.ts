import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';

/** What an execution has come to once it has ended. */
export async function ended(states: SFNClient, executionArn: string) {
  return eventually(async () => {
    const found = await states.send(new DescribeExecutionCommand({ executionArn }));
    return found.status === 'RUNNING' ? undefined : found;
  });
}

/** What `look` finds as soon as it finds something; fails after a time that only a broken pipeline takes. */
export async function eventually<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 1500; tries++) {
    const found = await look();
    if (found) {
      return found;
    }
    await new Promise(done => setTimeout(done, 200));
  }
  throw new Error('it did not happen within five minutes');
}
