import { Alert, Card, CardBody, CardHeader, Flex, Link, Skeleton, Text } from '@backstage/ui';
import { DropFile } from './DropFile';
import { SyncDetails } from './SyncDetails';
import { SyncedPipeline } from './SandboxClient';
import { SyncState } from './SyncState';
import { useSyncedPipeline } from './useSyncedPipeline';

/** On a pipeline's page in the sandbox: what became of its repository, and a file to start it with. */
export function SandboxCard() {
  const { pipeline, error, asked } = useSyncedPipeline();

  return (
    <Card>
      <CardHeader>
        <Flex align="center" justify="between">
          <Text as="h2" variant="title-x-small" weight="bold">
            Sandbox
          </Text>
          {pipeline && <SyncState state={pipeline.state} />}
        </Flex>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="4">
          {error && (
            <Alert
              status="warning"
              title="The sandbox does not answer"
              description={`${error.message} It is asked again every few seconds.`}
            />
          )}
          {!asked && <Skeleton height={96} />}
          {asked && !pipeline && !error && (
            <Text>The sync has not come by this pipeline yet. It looks at every push.</Text>
          )}
          {pipeline && <Synced pipeline={pipeline} />}
        </Flex>
      </CardBody>
    </Card>
  );
}

function Synced({ pipeline }: { pipeline: SyncedPipeline }) {
  const { repository, commit, state, message } = pipeline;
  const done = pipeline.resources.filter(({ state: s }) => s !== 'waiting').length;
  return (
    <>
      <Text color="secondary">
        <Link href={`/api/forge/${repository}`} target="_blank">
          {repository}
        </Link>
        {commit && ` at ${commit.slice(0, 8)}, `}
        {done} of {pipeline.resources.length} objects
      </Text>
      {state === 'failed' && (
        <Alert status="danger" title="The sync failed" description={message} />
      )}
      {pipeline.syncedCommit && <DropFile pipeline={pipeline} />}
      <SyncDetails pipeline={pipeline} />
    </>
  );
}
