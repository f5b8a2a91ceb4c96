/** A platform to choose in the form, as the API lists it. */
export interface PlatformSummary {
  /** Key under `dataPipelines.platforms`; the form's `platform`. */
  name: string;
  title: string;
  /** Twelve digits. */
  accountId: string;
  region: string;
  /** How Spark's pods get their AWS role unless the form says otherwise. */
  identity: 'irsa' | 'podIdentity';
  /** Address to use in place of AWS's own, so that commands shown to people are complete; a sandbox has one. */
  endpoint?: string;
}
