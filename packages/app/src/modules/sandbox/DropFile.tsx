import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex, Link, Text } from '@backstage/ui';
import { Drop, Dropped, sandboxApiRef, SyncedPipeline } from './SandboxClient';
import styles from './sandbox.module.css';

const DROPS: { label: string; drop: Drop; variant: 'primary' | 'secondary' }[] = [
  { label: 'Drop a sample file', drop: {}, variant: 'primary' },
  { label: '3,000,000 rows', drop: { rows: 3_000_000 }, variant: 'secondary' },
  { label: 'A corrupt file', drop: { corrupt: true }, variant: 'secondary' },
];

/** Buttons that put a file into the input bucket, and the command that does the same. */
export function DropFile(props: {
  pipeline: SyncedPipeline;
  /** The first button alone, where the command and the runs are on the same page. */
  brief?: boolean;
}) {
  const { pipeline, brief } = props;
  const client = useApi(sandboxApiRef);
  const [busy, setBusy] = useState<string>();
  const [dropped, setDropped] = useState<Dropped>();
  const [error, setError] = useState<Error>();

  const press = async (label: string, drop: Drop) => {
    setBusy(label);
    setError(undefined);
    try {
      setDropped(await client.drop(pipeline.namespace, drop));
    } catch (problem) {
      setError(problem as Error);
    } finally {
      setBusy(undefined);
    }
  };

  const script = pipeline.trigger?.on === 'script';
  const choices = script
    ? [{ label: 'Upload its script again', drop: { script: true }, variant: 'primary' as const }]
    : DROPS;
  return (
    <Flex direction="column" gap="3">
      <Flex gap="2" className={styles.wrap}>
        {choices.slice(0, brief ? 1 : undefined).map(({ label, drop, variant }) => (
          <Button
            key={label}
            variant={variant}
            isPending={busy === label}
            isDisabled={busy !== undefined && busy !== label}
            onPress={() => press(label, drop)}
          >
            {label}
          </Button>
        ))}
      </Flex>
      {error && <Alert status="danger" title="Nothing was dropped" description={error.message} />}
      {dropped && (
        <Alert
          status="success"
          title={`${dropped.key.split('/').pop()} is in the bucket`}
          description={
            <>
              {dropped.size.toLocaleString('en')} bytes under {dropped.key}. Its run starts now
              {brief ? (
                '.'
              ) : (
                <>
                  : <Link href="runs">see runs</Link>
                </>
              )}
            </>
          }
        />
      )}
      {!brief && <Command pipeline={pipeline} />}
    </Flex>
  );
}

function Command({ pipeline }: { pipeline: SyncedPipeline }) {
  const { trigger } = pipeline;
  if (!trigger) return null;
  const { bucket, prefix } = trigger.on === 'script' ? trigger.script : trigger;
  const file = trigger.on === 'script' ? trigger.script.entryPoint : 'FILE.parquet';
  return (
    <>
      <Text color="secondary" variant="body-small">
        Or by the AWS CLI, with any credentials:
      </Text>
      <pre className={styles.command}>
        aws --endpoint-url {pipeline.endpoint} --region {trigger.region} s3 cp {file} s3://
        {bucket}/{prefix}
      </pre>
    </>
  );
}
