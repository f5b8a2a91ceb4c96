import { DescribeJobRunCommand, EMRContainersClient } from '@aws-sdk/client-emr-containers';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  ExecutionDoesNotExist,
  type ExecutionListItem,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { executionArn, STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common/fixtures';
import { recordedSdkHistory } from './recordedHistory';
import { stubClient } from './stubClient';

/** An execution as AWS lists it, with the recorded history of the given name. */
export interface MockExecution {
  name: string;
  status: ExecutionStatus;
  history: string;
  redriveCount?: number;
}

/** An error as the SDK throws it. */
export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
}

/** AWS at its edge: the clients are real, what they would send is answered here, and counted. */
export function mockAws() {
  const sfn = stubClient(SFNClient);
  const emr = stubClient(EMRContainersClient);

  return {
    sfn,
    emr,

    /** How many calls were made so far. */
    calls: () => sfn.calls().length + emr.calls().length,

    reset() {
      sfn.reset();
      emr.reset();
    },

    /** Lets the state machine of the fixtures have these executions, in this order. */
    executions(...executions: MockExecution[]) {
      const items = executions.map(toListItem);
      sfn.on(ListExecutionsCommand).callsFake(({ statusFilter }) => ({
        executions: items.filter(({ status }) => !statusFilter || status === statusFilter),
      }));
      sfn
        .on(DescribeExecutionCommand)
        .rejects(new ExecutionDoesNotExist({ message: 'no', $metadata: {} }));
      for (const [index, item] of items.entries()) {
        const arn = item.executionArn!;
        sfn.on(DescribeExecutionCommand, { executionArn: arn }).resolves(item);
        sfn
          .on(GetExecutionHistoryCommand, { executionArn: arn })
          .resolves({ events: recordedSdkHistory(executions[index].history) });
      }
    },

    /** Lets every Distributed Map have these items. */
    mapItems(total: number, succeeded: number) {
      sfn.on(DescribeMapRunCommand).resolves({
        itemCounts: {
          total,
          succeeded,
          pending: 0,
          running: total - succeeded,
          failed: 0,
          timedOut: 0,
          aborted: 0,
          resultsWritten: 0,
        },
      });
    },

    /** Lets every execution have this definition. */
    definition(definition: string) {
      sfn.on(DescribeStateMachineForExecutionCommand).resolves({ definition });
    },

    /** Lets EMR describe a job. */
    job(
      id: string,
      state: 'SUBMITTED' | 'RUNNING' | 'COMPLETED' | 'FAILED',
      stateDetails?: string,
    ) {
      emr.on(DescribeJobRunCommand, { id }).resolves({ jobRun: { id, state, stateDetails } });
    },
  };
}

function toListItem({ name, status, history, redriveCount = 0 }: MockExecution): ExecutionListItem {
  const events = recordedSdkHistory(history);
  const ended = status !== 'RUNNING';
  return {
    executionArn: executionArn(name),
    stateMachineArn: STATE_MACHINE_ARN,
    name,
    status,
    startDate: events[0].timestamp,
    ...(ended && { stopDate: events.at(-1)!.timestamp }),
    redriveCount,
  };
}
