/** What a person may do to a run. */
export type RunAction = 'stop' | 'redrive' | 'rerun';

/** Whether an action can be done to this run now; who may do it is a matter of permissions. */
export interface RunActionState {
  possible: boolean;
  /** One sentence: why it is not possible, or what a person should know before (e.g. that a redrive uses the old definition). */
  note?: string;
}
