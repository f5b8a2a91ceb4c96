import { z } from 'zod';

// Names of executions as Step Functions allows them.
// eslint-disable-next-line no-control-regex
const RUN_ID = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/;
/** The id of a run, from a path or a body. */
export const runId = z
  .string()
  .regex(RUN_ID, 'give the name of an execution: 1 to 80 characters, without blanks, ":" and "/"');
