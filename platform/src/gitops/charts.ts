/**
 * The charts that run on a cluster, at pinned versions, as Applications: where to take them from and with what values.
 * Argo CD's own chart comes first, by Helm (bin/deploy); from then on it keeps itself, too.
 */
import type { PlatformConfig } from '../config/schema.ts';
import { output, type StackOutputs } from '../outputs.ts';
import { ACK_SERVICES, type AckService } from '../permissions/ack.ts';
import { clusterName } from '../permissions/scope.ts';
import { healthSettings } from './healthChecks.ts';
import { ARGO_CD, clusterServer, type KubeObject } from './KubeObject.ts';

export interface Chart {
  /** Name of its Application and release. */
  name: string;
  namespace: string;
  /** Registry or repository as Argo CD wants it: without a scheme where it is an OCI registry. */
  repository: string;
  chart: string;
  version: string;
  values: Record<string, unknown>;
}

/** Versions of August 2026 of the ACK controllers: those whose kinds test/cluster/ack-kinds.json describes. */
const ACK_VERSIONS: Record<AckService, string> = {
  s3: '1.10.0',
  iam: '1.8.1',
  sfn: '1.4.2',
  emrcontainers: '1.4.1',
  eventbridge: '1.5.1',
  dynamodb: '1.9.2',
  sns: '1.6.0',
  sqs: '1.6.1',
  eks: '1.20.0',
  cloudwatchlogs: '1.4.1',
};

export function argoCdChart(config: PlatformConfig): Chart {
  return {
    name: 'argo-cd',
    namespace: ARGO_CD,
    repository: 'https://argoproj.github.io/argo-helm',
    chart: 'argo-cd',
    version: '9.1.9',
    values: {
      // The chart is of 3.2.2; 3.2.11 is the newest of that line.
      global: { image: { tag: 'v3.2.11' } },
      configs: { cm: healthSettings(config) },
      controller: {
        replicas: 1,
        resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '2Gi' } },
      },
      repoServer: {
        replicas: 2,
        resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
      },
      applicationSet: { replicas: 2 },
      server: { replicas: 2 },
      dex: { enabled: false },
      notifications: { enabled: false },
    },
  };
}

function kroChart(): Chart {
  return {
    name: 'kro',
    namespace: 'kro-system',
    repository: 'registry.k8s.io/kro/charts',
    chart: 'kro',
    version: '0.9.4',
    // The chart's own default, unrestricted, makes whoever writes a definition an administrator of the cluster.
    values: { rbac: { mode: 'aggregation' } },
  };
}

function ackChart(service: AckService, region: string): Chart {
  return {
    name: `ack-${service}`,
    namespace: 'ack-system',
    repository: 'public.ecr.aws/aws-controllers-k8s',
    chart: `${service}-chart`,
    version: ACK_VERSIONS[service],
    values: {
      aws: { region },
      // Its role comes by EKS Pod Identity, so the account needs no annotation.
      serviceAccount: { create: true, name: `ack-${service}-controller` },
      installScope: 'cluster',
      deletionPolicy: 'delete',
      resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    },
  };
}

function autoscalerChart(config: PlatformConfig): Chart {
  return {
    name: 'cluster-autoscaler',
    namespace: 'kube-system',
    repository: 'https://kubernetes.github.io/autoscaler',
    chart: 'cluster-autoscaler',
    version: '9.59.1',
    values: {
      fullnameOverride: 'cluster-autoscaler',
      cloudProvider: 'aws',
      awsRegion: config.region,
      autoDiscovery: { clusterName: clusterName(config) },
      rbac: { serviceAccount: { create: true, name: 'cluster-autoscaler' } },
      extraArgs: { 'scale-down-unneeded-time': '5m', 'skip-nodes-with-local-storage': 'false' },
    },
  };
}

function karpenterChart(config: PlatformConfig, outputs: StackOutputs): Chart {
  return {
    name: 'karpenter',
    namespace: 'kube-system',
    repository: 'public.ecr.aws/karpenter',
    chart: 'karpenter',
    version: '1.11.0',
    values: {
      serviceAccount: { create: true, name: 'karpenter' },
      settings: {
        clusterName: clusterName(config),
        interruptionQueue:
          output(config, outputs, 'spark', 'InterruptionQueueName') ??
          `data-pipelines-${config.name}-interruptions`,
      },
    },
  };
}

/** The charts of a platform, Argo CD's first. */
export function charts(config: PlatformConfig, outputs: StackOutputs): Chart[] {
  const { argoCd, ack, kro } = config.controllers;
  return [
    ...(argoCd === 'self' ? [argoCdChart(config)] : []),
    ...(kro === 'self' ? [kroChart()] : []),
    ...(ack === 'self' ? ACK_SERVICES.map(service => ackChart(service, config.region)) : []),
    ...(config.spark.capacity === 'nodeGroup' ? [autoscalerChart(config)] : []),
    ...(config.spark.capacity === 'karpenter' ? [karpenterChart(config, outputs)] : []),
  ];
}

/** The Application that keeps a chart at its version. */
export function chartApplication(config: PlatformConfig, chart: Chart): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: chart.name, namespace: ARGO_CD },
    spec: {
      project: 'data-pipelines-platform',
      source: {
        repoURL: chart.repository,
        chart: chart.chart,
        targetRevision: chart.version,
        helm: { releaseName: chart.name, valuesObject: chart.values },
      },
      destination: { server: clusterServer(config), namespace: chart.namespace },
      syncPolicy: {
        // A controller that loses its kinds loses all of their objects, so nothing is ever removed by itself.
        automated: { prune: false, selfHeal: true },
        // The kinds of ACK and Argo CD are larger than an annotation may be.
        syncOptions: ['CreateNamespace=true', 'ServerSideApply=true'],
        retry: { limit: 5, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } },
      },
    },
  };
}
