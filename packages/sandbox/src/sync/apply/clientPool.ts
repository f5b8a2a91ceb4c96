import { AwsClients, AwsTarget } from '../applier/awsClients';

/** One set of clients for each region, made when first needed. */
export class ClientPool {
  readonly #clients = new Map<string, AwsClients>();

  constructor(private readonly target: Omit<AwsTarget, 'region'>) {}

  get endpoint(): string {
    return this.target.endpoint;
  }

  region(region: string): AwsClients {
    let clients = this.#clients.get(region);
    if (!clients) {
      clients = new AwsClients({ ...this.target, region });
      this.#clients.set(region, clients);
    }
    return clients;
  }

  close(): void {
    this.#clients.forEach(clients => clients.close());
    this.#clients.clear();
  }
}
