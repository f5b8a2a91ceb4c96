function podOf(namespace: string) {
  const volumes = ['steps', 'scripts'];
  return {
    spec: {
      restartPolicy: 'Never',
      containers: [
        {
          name: 'upload',
          image: 'amazon/aws-cli',
          command: ['/bin/sh', '/steps/upload.sh'],
          env: [{ name: 'BUCKET', value: `${namespace}-input` }],
          volumeMounts: volumes.map(name => ({ name, mountPath: `/${name}` })),
        },
      ],
      volumes: volumes.map(name => ({ name, configMap: { name } })),
    },
  };
}

/** The files of one pipeline of the team `orders`. */
export function smallPipeline(name: string, spec = ''): Record<string, string> {
  const folder = `pipelines/${name}`;
  const namespace = `orders-${name}`;
  return {
    [`${folder}/kustomization.yaml`]: `
namespace: ${namespace}
resources: [namespace.yaml, instance.yaml, steps/jobs.yaml]
configMapGenerator:
  - name: scripts
    files: [scripts/job.py]
  - name: steps
    files: [steps/upload.sh]
generatorOptions: {disableNameSuffixHash: true}
`,
    [`${folder}/namespace.yaml`]: `{apiVersion: v1, kind: Namespace, metadata: {name: ${namespace}}}`,
    [`${folder}/instance.yaml`]: `
apiVersion: orders.pipelines.example.org/v1alpha1
kind: DataPipeline
metadata: {name: ${name}}
spec:
  team: orders
  aws: {accountId: "123456789012", region: eu-west-1}
  input: {bucket: ${namespace}-input}
  scripts: {bucket: ${namespace}-input}
  emails: [one@example.org, two@example.org]
  ${spec}
`,
    [`${folder}/scripts/job.py`]: 'print("job")\n',
    [`${folder}/steps/upload.sh`]: [
      'set -eu',
      'aws s3 cp --no-progress "${SCRIPTS_DIR:-/scripts}/job.py" "s3://$BUCKET/scripts/job.py"',
      '',
    ].join('\n'),
    [`${folder}/steps/jobs.yaml`]: `
apiVersion: batch/v1
kind: Job
metadata:
  name: steps
  annotations: {argocd.argoproj.io/hook: PostSync}
spec:
  backoffLimit: 0
  template: ${JSON.stringify(podOf(namespace))}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: assert}
spec:
  schedule: "*/15 * * * *"
  jobTemplate: {spec: {backoffLimit: 0, template: ${JSON.stringify(podOf(namespace))}}}
`,
  };
}

const SYNCED = (id: string) =>
  `'\${${id}.status.conditions.exists(c, c.type == "ACK.ResourceSynced" && c.status == "True")}'`;

const GRAPH = `
apiVersion: kro.run/v1alpha1
kind: ResourceGraphDefinition
metadata: {name: datapipelines.orders.pipelines.example.org}
spec:
  schema:
    apiVersion: v1alpha1
    kind: DataPipeline
    group: orders.pipelines.example.org
    spec:
      team: string | required=true
      aws: {accountId: string, region: string}
      trigger: {"on": 'string | default="data"', prefix: 'string | default="input/"'}
      input: {bucket: string}
      scripts: {bucket: string, prefix: 'string | default="scripts/"', entryPoint: 'string | default="job.py"'}
      retention: integer | default=4
      queue: boolean | default=true
      emails: '[]string | default=[]'
    status:
      machineArn: \${machine.status.ackResourceMetadata.arn}
      queueUrl: \${queue.status.queueURL}
  resources:
    - id: bucket
      readyWhen: [${SYNCED('bucket')}]
      template:
        apiVersion: s3.services.k8s.aws/v1alpha1
        kind: Bucket
        metadata:
          name: \${schema.metadata.name}-input
          annotations: {services.k8s.aws/deletion-policy: retain}
        spec:
          name: \${schema.spec.team}-\${schema.metadata.name}-input
          createBucketConfiguration: {locationConstraint: "\${schema.spec.aws.region}"}
    - id: machine
      readyWhen: [${SYNCED('machine')}]
      template:
        apiVersion: sfn.services.k8s.aws/v1alpha1
        kind: StateMachine
        metadata: {name: "\${schema.metadata.name}"}
        spec:
          name: \${schema.spec.team}-\${schema.metadata.name}
          type_: STANDARD
          roleARN: \${role.status.ackResourceMetadata.arn}
          definition: '\${json.marshal({"StartAt": "Tell", "States": {"Tell": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Parameters": {"TopicArn": topic.status.ackResourceMetadata.arn, "Message": cluster.status.id}, "End": true}}})}'
    - id: role
      readyWhen: [${SYNCED('role')}]
      template:
        apiVersion: iam.services.k8s.aws/v1alpha1
        kind: Role
        metadata: {name: "\${schema.metadata.name}-workflow"}
        spec:
          name: \${schema.spec.team}-\${schema.metadata.name}-workflow
          assumeRolePolicyDocument: '\${json.marshal({"Version": "2012-10-17", "Statement": []})}'
    - id: topic
      readyWhen: [${SYNCED('topic')}]
      template:
        apiVersion: sns.services.k8s.aws/v1alpha1
        kind: Topic
        metadata: {name: "\${schema.metadata.name}"}
        spec: {name: "\${schema.spec.team}-\${schema.metadata.name}"}
    - id: cluster
      readyWhen: [${SYNCED('cluster')}]
      template:
        apiVersion: emrcontainers.services.k8s.aws/v1alpha1
        kind: VirtualCluster
        metadata: {name: "\${schema.metadata.name}"}
        spec:
          name: \${schema.spec.team}-\${schema.metadata.name}
          containerProvider:
            id: sandbox
            type_: EKS
            info: {eksInfo: {namespace: "\${schema.metadata.namespace}"}}
    - id: queue
      includeWhen: ["\${schema.spec.queue}"]
      readyWhen: [${SYNCED('queue')}]
      template:
        apiVersion: sqs.services.k8s.aws/v1alpha1
        kind: Queue
        metadata: {name: "\${schema.metadata.name}-dlq"}
        spec:
          queueName: \${schema.spec.team}-\${schema.metadata.name}-dlq
          messageRetentionPeriod: \${string(schema.spec.retention * 86400)}
    - id: subscriptions
      forEach:
        - email: \${schema.spec.emails}
      template:
        apiVersion: sns.services.k8s.aws/v1alpha1
        kind: Subscription
        metadata:
          name: '\${"%s-%x".format([schema.metadata.name, hash.fnv64a(email)])}'
          annotations: {services.k8s.aws/deletion-policy: retain}
        spec:
          topicRef: {from: {name: "\${topic.metadata.name}"}}
          protocol: email
          endpoint: \${email}
    - id: account
      template:
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: steps}
`;

/** A team repo as small as it can be: one graph, one pipeline. Parts of it are replaced by the tests. */
export function smallTeamRepo(changes: Record<string, string | undefined> = {}) {
  const files: Record<string, string | undefined> = {
    'README.md': 'a team repo',
    'rgd/data-pipeline.yaml': GRAPH,
    ...smallPipeline('daily'),
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
