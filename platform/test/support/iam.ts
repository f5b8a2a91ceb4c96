/**
 * IAM's own decision over identity policies: allowed when a statement allows and none denies. As much of the language
 * as this project's policies use; an operator or key that it does not know is an error, never a yes.
 */
export interface Request {
  action: string;
  resource: string;
  context?: Record<string, string | string[]>;
}
interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}
export interface Policy {
  Statement: Statement[];
}

const list = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : [value].flat();

export function wildcard(pattern: string, flags = ''): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, flags);
}

const OPERATORS: Record<string, (wanted: string, actual: string) => boolean> = {
  StringEquals: (wanted, actual) => wanted === actual,
  StringLike: (wanted, actual) => wildcard(wanted).test(actual),
  ArnEquals: (wanted, actual) => wildcard(wanted).test(actual),
  ArnLike: (wanted, actual) => wildcard(wanted).test(actual),
  Bool: (wanted, actual) => wanted === actual,
};

function conditionHolds(condition: Statement['Condition'], context: Request['context'] = {}) {
  return Object.entries(condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const actual = list(context[key]);
      if (operator === 'Null') return (actual.length === 0) === (list(wanted)[0] === 'true');
      if (operator === 'ForAllValues:StringEquals')
        return actual.every(one => list(wanted).includes(one));
      const holds = OPERATORS[operator];
      if (!holds) throw new Error(`this evaluator does not know the operator ${operator}`);
      return actual.some(one => list(wanted).some(want => holds(want, one)));
    }),
  );
}

function matches(statement: Statement, request: Request): boolean {
  return (
    list(statement.Action).some(action => wildcard(action, 'i').test(request.action)) &&
    list(statement.Resource).some(resource => wildcard(resource).test(request.resource)) &&
    conditionHolds(statement.Condition, request.context)
  );
}

/** Whether the policies of a role, within its boundary where it has one, allow the request. */
export function allows(policies: Policy[], request: Request, boundary?: Policy): boolean {
  const decide = (statements: Statement[]) => {
    const matching = statements.filter(statement => matches(statement, request));
    return matching.length > 0 && matching.every(({ Effect }) => Effect === 'Allow');
  };
  return (
    decide(policies.flatMap(policy => policy.Statement)) &&
    (boundary === undefined || decide(boundary.Statement))
  );
}

/** Every action that the policies name. */
export function actionsOf(policies: Policy[]): Set<string> {
  return new Set(
    policies.flatMap(policy => policy.Statement.flatMap(({ Action }) => list(Action))),
  );
}
