/** Something wrong in a form, said so that a person can mend it. */
export interface Problem {
  /** Dotted path of the field, e.g. `spark.driver.cores`; empty for the form as a whole. */
  path: string;
  /** The value as it was given, when it is short and printable. */
  value?: string;
  /** One sentence: what is wrong and what to do. */
  message: string;
}

/** One thing that the pipeline will create. */
export interface PlannedResource {
  /** Id of the resource in the RGD, e.g. `inputBucket`. */
  id: string;
  /** Kubernetes kind and API group, e.g. `Bucket`, `s3.services.k8s.aws`. */
  kind: string;
  group: string;
  /** Heading under which people look for it, e.g. `Amazon S3`. */
  service: string;
  /** Name in AWS (or in Kubernetes for Kubernetes' own kinds). */
  name: string;
  /** What happens to it when the pipeline is deleted. */
  onDelete: 'retain' | 'delete';
}

/** A file of the team repo. */
export interface PlannedFile {
  path: string;
  /** Bytes in UTF-8. */
  size: number;
  content: string;
}

/** What a form will create, or what is wrong with it: either `problems` is empty or the rest is. */
export interface Preview {
  problems: Problem[];
  /** Derived names by what they name, e.g. `{ namespace: 'retail-taxi-daily' }`. Given as far as team, name and platform allow. */
  names: Record<string, string>;
  resources: PlannedResource[];
  files: PlannedFile[];
}
