import { AwsClients } from '../applier/awsClients';

const READS = /^(Get|List|Describe|Head|BatchGet|Query|Scan)/;

/** Keeps the names of all calls that change something; the returned list grows as they are made. */
export function recordChanges(aws: AwsClients): string[] {
  const names: string[] = [];
  for (const client of aws.all()) {
    const stack = client.middlewareStack as unknown as {
      add(
        middleware: (
          next: (args: unknown) => Promise<unknown>,
          context: { commandName?: string },
        ) => (args: unknown) => Promise<unknown>,
        options: { step: string; name: string },
      ): void;
    };
    stack.add(
      (next, { commandName = '' }) =>
        args => {
          if (!READS.test(commandName)) {
            names.push(commandName.replace(/Command$/, ''));
          }
          return next(args);
        },
      { step: 'initialize', name: 'recordChanges' },
    );
  }
  return names;
}
