import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AckStandIn } from './AckStandIn.ts';
import { Cluster } from './Cluster.ts';
import { KRO } from './Kro.ts';

const bucket = (name: string, annotations: Record<string, string> = {}) => ({
  apiVersion: 's3.services.k8s.aws/v1alpha1',
  kind: 'Bucket',
  metadata: { name, namespace: 'default', annotations },
  spec: { name: `acme-${name}` },
});

describe('the cluster of the tests', () => {
  let cluster: Cluster;
  let ack: AckStandIn;

  before(async () => {
    cluster = await Cluster.start();
    ack = cluster.also(await AckStandIn.start(cluster.client));
  });
  after(() => cluster?.stop());

  it('plays ACK: a resource gets its ARN and its conditions, and is gone in AWS with its object', async () => {
    const { client } = cluster;
    const made = await client.apply(bucket('one'));
    const synced = await client.waitFor(made, 'is synced', ({ status }) => status?.conditions);
    assert.equal(synced.status.ackResourceMetadata.arn, 'arn:aws:s3:::acme-one');
    assert.ok(ack.resources.has('Bucket acme-one'));
    await client.delete(made);
    await client.waitUntilGone(made);
    assert.ok(!ack.resources.has('Bucket acme-one'));
  });

  it('plays ACK: what is to be retained stays in AWS', async () => {
    const { client } = cluster;
    const made = await client.apply(
      bucket('two', { 'services.k8s.aws/deletion-policy': 'retain' }),
    );
    await client.waitFor(made, 'is synced', ({ status }) => status?.conditions);
    await client.delete(made);
    await client.waitUntilGone(made);
    assert.ok(ack.resources.has('Bucket acme-two'));
  });

  it('knows its users apart', async () => {
    await assert.rejects(cluster.clientFor(KRO).apply(bucket('three')), /forbidden/);
    assert.deepEqual(ack.faults, []);
  });
});
