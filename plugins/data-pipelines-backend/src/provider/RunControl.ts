/** What can be done to runs. Errors are those of `@backstage/errors`, each with a sentence for people. */
export interface RunControl {
  /** Starts an execution. The same name with the same input again is the same execution, so a retry starts none twice. */
  start(stateMachineArn: string, name: string, input: string): Promise<void>;
  /** `cause` is kept with the execution and shown to whoever looks at it. */
  stop(executionArn: string, cause: string): Promise<void>;
  redrive(executionArn: string): Promise<void>;
}
