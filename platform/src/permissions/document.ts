/** An IAM policy as IAM itself writes it. */
export interface Statement {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}
export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: Statement[];
}

/** One permission. Its Sid says what it is for; one that ends in AllowsNoNarrowerResource says why it is for "*". */
export function allow(
  Sid: string,
  Action: readonly string[],
  Resource: string | readonly string[],
  Condition?: Statement['Condition'],
): Statement {
  return {
    Sid,
    Effect: 'Allow',
    Action: [...Action].sort(),
    Resource: [Resource].flat(),
    ...(Condition ? { Condition } : {}),
  };
}

export function document(...statements: Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** The actions of one service, by their names with space between them. */
export const of = (service: string, names: string) =>
  names
    .trim()
    .split(/\s+/)
    .map(name => `${service}:${name}`);
