import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { LONE_POLL_MS, POLL_MS } from './settings';

interface Task {
  url: string;
  /** Paths of the pages, one of which each viewer opens at each look. */
  paths: string[];
  viewers: number;
  seconds: number;
}

const { url } = workerData as { url: string };
const { hostname, port } = new URL(url);
const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });

/** One look: milliseconds until the whole answer is there. */
function look(path: string): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, agent }, res => {
      let bytes = 0;
      res.on('data', chunk => (bytes += chunk.length));
      res.on('end', () => {
        if (res.statusCode === 200 && bytes > 100) resolve(performance.now() - began);
        else reject(new Error(`${path}: ${res.statusCode}, ${bytes} bytes`));
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** Viewers look at the same moments of their own, spread over the pause, whether or not the answer before was slow. */
async function watch({ paths, viewers, seconds }: Task): Promise<number[]> {
  const pause = viewers === 1 ? LONE_POLL_MS : POLL_MS;
  const ends = performance.now() + seconds * 1_000;
  const took: number[] = [];
  let seed = 11;
  const next = () => paths[(seed = (seed * 48_271) % 2_147_483_647) % paths.length];
  const viewer = async (index: number) => {
    let due = performance.now() + (index / viewers) * pause;
    for (; due < ends; due += pause) {
      const wait = due - performance.now();
      if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait));
      took.push(await look(next()));
    }
  };
  await Promise.all(Array.from({ length: viewers }, (_, index) => viewer(index)));
  return took;
}

parentPort!.on('message', (task: Task) => {
  watch(task).then(
    took => parentPort!.postMessage({ took }),
    error => parentPort!.postMessage({ error: String(error) }),
  );
});
