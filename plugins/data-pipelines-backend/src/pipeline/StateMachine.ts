import { ConflictError } from '@backstage/errors';

/** A Step Functions state machine, taken apart from its ARN. */
export interface StateMachine {
  arn: string;
  accountId: string;
  region: string;
  name: string;
}

// No qualifier (`:alias`, `:1`) at the end: executions are named after the machine alone.
const ARN =
  /^arn:aws[a-z-]*:states:(?<region>[a-z0-9-]+):(?<accountId>\d{12}):stateMachine:(?<name>[^:\s/]{1,80})$/;

/** Takes an ARN apart; `where` names its origin in the error. */
export function parseStateMachineArn(arn: string, where: string): StateMachine {
  const parts = ARN.exec(arn)?.groups;
  if (!parts) {
    throw new ConflictError(
      `${where} is "${arn}": give the ARN of a state machine without version or alias, ` +
        `such as arn:aws:states:eu-west-1:123456789012:stateMachine:retail-taxi-daily`,
    );
  }
  return { arn, accountId: parts.accountId, region: parts.region, name: parts.name };
}

/** ARN of the execution with the given name. */
export function executionArn(machine: StateMachine, id: string): string {
  return `${machine.arn.replace(':stateMachine:', ':execution:')}:${id}`;
}
