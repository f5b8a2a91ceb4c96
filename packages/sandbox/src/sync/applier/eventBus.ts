import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DescribeEventBusCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import { Applier, unlessError } from './applier';
import { AwsClients } from './awsClients';
import { Applied, Changes } from './changes';
import { Shape } from './shape';
import { syncTags, tagMap, upperTags } from './tags';

interface EventBusSpec {
  name: string;
  eventSourceName?: string;
  tags?: { key: string; value: string }[];
}

const SHAPE: Shape = {
  name: 'Name',
  eventSourceName: 'EventSourceName',
  tags: ['Tags', { key: 'Key', value: 'Value' }],
};

/** EventBridge buses. */
export const eventBusApplier: Applier<EventBusSpec> = {
  group: 'eventbridge.services.k8s.aws',
  kind: 'EventBus',
  shape: SHAPE,
  identity: ['name'],

  async apply({ events }: AwsClients, spec: EventBusSpec): Promise<Applied> {
    const Name = spec.name;
    const changes = new Changes();
    const read = () =>
      unlessError(events.send(new DescribeEventBusCommand({ Name })), 'ResourceNotFoundException');
    let bus = await read();
    if (!bus) {
      await events.send(
        new CreateEventBusCommand({
          Name,
          EventSourceName: spec.eventSourceName,
          Tags: upperTags(tagMap(spec.tags)),
        }),
      );
      changes.created();
      bus = await read();
    }
    const ResourceARN = bus?.Arn ?? '';
    const tags = await events.send(new ListTagsForResourceCommand({ ResourceARN }));
    await syncTags(
      changes,
      tagMap(spec.tags),
      tagMap(tags.Tags),
      set => events.send(new TagResourceCommand({ ResourceARN, Tags: upperTags(set) })),
      TagKeys => events.send(new UntagResourceCommand({ ResourceARN, TagKeys })),
    );
    return changes.result({ arn: ResourceARN });
  },

  async remove({ events }: AwsClients, { name: Name }: EventBusSpec): Promise<boolean> {
    const there = await unlessError(
      events.send(new DescribeEventBusCommand({ Name })),
      'ResourceNotFoundException',
    );
    if (there) {
      await events.send(new DeleteEventBusCommand({ Name }));
    }
    return there !== undefined;
  },
};
