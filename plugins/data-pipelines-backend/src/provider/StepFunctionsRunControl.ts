import {
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { type AwsAccess, ClientPool } from './AwsAccess';
import { AwsCaller } from './call';
import type { RunControl } from './RunControl';
import { callOf } from './StepFunctionsRunProvider';

/** Acts on runs in Step Functions. AWS's types and errors stop here. */
export class StepFunctionsRunControl implements RunControl {
  private readonly clients: ClientPool<SFNClient>;
  private readonly caller: AwsCaller;

  constructor(deps: { access: AwsAccess; logger: LoggerService; timeoutMs: number }) {
    this.clients = new ClientPool(deps.access, options => new SFNClient(options));
    this.caller = new AwsCaller(deps);
  }

  async start(stateMachineArn: string, name: string, input: string): Promise<void> {
    const about = callOf('states:StartExecution', 'state machine', stateMachineArn);
    const command = new StartExecutionCommand({ stateMachineArn, name, input });
    await this.caller.call(about, async abortSignal =>
      (await this.clients.get(about)).send(command, { abortSignal }),
    );
  }

  async stop(executionArn: string, cause: string): Promise<void> {
    const about = callOf('states:StopExecution', 'run', executionArn);
    const command = new StopExecutionCommand({ executionArn, error: 'StoppedInPortal', cause });
    await this.caller.call(about, async abortSignal =>
      (await this.clients.get(about)).send(command, { abortSignal }),
    );
  }

  async redrive(executionArn: string): Promise<void> {
    const about = callOf('states:RedriveExecution', 'run', executionArn);
    const command = new RedriveExecutionCommand({ executionArn });
    await this.caller.call(about, async abortSignal =>
      (await this.clients.get(about)).send(command, { abortSignal }),
    );
  }
}
