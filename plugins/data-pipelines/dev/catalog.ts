import { Entity } from '@backstage/catalog-model';
import { pipelineEntity } from 'backstage-plugin-data-pipelines-common/fixtures';
import { Scenario } from './FixtureApi';

const SCENARIOS: Scenario[] = [
  'taxi-daily',
  'many-runs',
  'growing-run',
  'big-run',
  'no-run-yet',
  'long-names',
  'not-allowed',
  'read-only',
  'aws-away',
  'stale',
  'old-backend',
  'slow',
];

const group: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'retail', namespace: 'default' },
  spec: { type: 'team', children: [] },
};

function pipeline(name: string, annotated: boolean): Entity {
  return {
    ...pipelineEntity,
    metadata: {
      ...pipelineEntity.metadata,
      uid: name,
      name,
      title: `retail / ${name}`,
      annotations: annotated ? pipelineEntity.metadata.annotations : {},
    },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/retail' }],
  };
}

/** One pipeline for each state that its views can be in. */
export const entities: Entity[] = [
  group,
  ...SCENARIOS.map(name => pipeline(name, true)),
  pipeline('not-annotated', false),
];
