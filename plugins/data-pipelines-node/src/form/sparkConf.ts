/**
 * Spark settings that a form may not bring. A rule matches a key that is equal to it, or that begins with it when it
 * ends with a dot.
 */
const REFUSED: readonly { keys: string[]; why: string }[] = [
  {
    keys: [
      'spark.driver.cores',
      'spark.driver.memory',
      'spark.executor.cores',
      'spark.executor.memory',
      'spark.executor.instances',
      'spark.dynamicAllocation.',
    ],
    why: 'the pipeline sets it from the fields spark.driver and spark.executor; use those',
  },
  {
    keys: [
      'spark.kubernetes.',
      'spark.submit.',
      'spark.master',
      'spark.app.',
      'spark.driver.host',
      'spark.driver.port',
    ],
    why: 'EMR sets it, and another value would take the job out of its namespace or its role; leave it out',
  },
  {
    keys: [
      'spark.authenticate',
      'spark.authenticate.',
      'spark.ssl.',
      'spark.acls.',
      'spark.admin.',
      'spark.ui.acls.',
    ],
    why: 'it is about who may talk to Spark, which the platform decides; leave it out',
  },
];

/** Parts of a key that speak of a secret; a form is stored in Git, in the clear. */
const SECRET =
  /(secret|password|passwd|credential|token|access\.?key|private\.?key|session\.?key)/i;

/** Says why the form may not set this Spark setting; undefined when it may. */
export function confKeyFault(key: string): string | undefined {
  // Spark's own keys are case sensitive, Hadoop's are not always: a key that differs only in case is refused as well.
  const folded = key.toLowerCase();
  for (const rule of REFUSED) {
    const hit = rule.keys
      .map(entry => entry.toLowerCase())
      .some(entry => folded === entry || (entry.endsWith('.') && folded.startsWith(entry)));
    if (hit) return rule.why;
  }
  if (SECRET.test(key)) {
    return 'it speaks of a secret, and forms are kept in Git; give the job role the right it needs instead';
  }
  return undefined;
}
