import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { ROOT } from '../cluster/harness/folders.ts';
import { GitRepo } from './gitRepo.ts';

/** What a team says in the form; the fields are those of docs/template.md. */
export type Form = Record<string, unknown> & { team: string; name: string };

/** A team repo as the portal publishes it, rendered by bin/render. */
export class TeamRepo extends GitRepo {
  readonly #directory: string;
  readonly #server: string;

  /** @param server - address of the API server, as the platform's settings have it for Argo CD */
  constructor(directory: string, server: string) {
    super(directory);
    this.#directory = directory;
    this.#server = server;
  }

  /** Renders a form into the checkout; a second one adds its pipeline beside the first. */
  render(form: Form): void {
    const formFile = path.join(this.#directory, `${form.name}.yaml`);
    const config = path.join(this.#directory, 'app-config.yaml');
    const repoUrl = `git.example.org?owner=${form.team}&repo=pipelines`;
    writeFileSync(formFile, stringify({ platform: 'test', repoUrl, ...form }));
    writeFileSync(config, stringify(settings(this.#server)));
    const args = [formFile, this.work, '--force', '--config', config];
    execFileSync(path.join(ROOT, 'bin/render'), args, { stdio: ['ignore', 'ignore', 'pipe'] });
    // A Git host of the network is all that is replaced: this one is a folder.
    const published = `https://git.example.org/${form.team}/pipelines.git`;
    for (const file of ['argocd/project.yaml', 'argocd/applications.yaml']) {
      this.edit(file, text => {
        if (!text.includes(published)) throw new Error(`${file} does not name ${published}`);
        return text.replaceAll(published, this.url);
      });
    }
  }
}

function settings(server: string): unknown {
  return {
    integrations: {
      github: [{ host: 'git.example.org', apiBaseUrl: 'https://git.example.org/api' }],
    },
    dataPipelines: {
      platforms: {
        test: {
          accountId: '123456789012',
          region: 'eu-west-1',
          clusterName: 'test',
          oidcProvider: 'oidc.eks.eu-west-1.amazonaws.com/id/TEST',
          apiGroup: 'pipelines.example.org',
          owner: 'group:default/platform',
          argoCd: { server },
        },
      },
    },
  };
}
