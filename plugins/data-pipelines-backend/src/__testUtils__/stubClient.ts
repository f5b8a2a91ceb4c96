import { mockClient } from 'aws-sdk-client-mock';

/** What a call is answered with. */
interface StubAnswer {
  resolves(output: object): StubClient;
  rejects(error: Error): StubClient;
  callsFake(answer: (input: Record<string, unknown>) => unknown): StubClient;
}

/** The part of aws-sdk-client-mock that the tests use. */
export interface StubClient {
  on(command: unknown, input?: object): StubAnswer;
  calls(): unknown[];
  commandCalls(command: unknown): { args: [{ input: Record<string, unknown> }] }[];
  reset(): void;
}

/**
 * Answers what clients of a class would send. The two AWS clients come with two generations of the SDK's types, of which
 * aws-sdk-client-mock knows only one at a time; hence types of our own.
 */
export function stubClient(client: unknown): StubClient {
  return mockClient(client as never) as unknown as StubClient;
}
