import { Accordion, AccordionGroup, AccordionPanel, AccordionTrigger } from '@backstage/ui';
import { SyncedPipeline } from './SandboxClient';
import styles from './sandbox.module.css';

/** The objects, the scripts after the sync and the log, each behind its heading. */
export function SyncDetails({ pipeline }: { pipeline: SyncedPipeline }) {
  const { resources, steps, log } = pipeline;
  return (
    <AccordionGroup allowsMultiple>
      <Accordion>
        <AccordionTrigger title="Objects" subtitle={countsOf(resources.map(r => r.state))} />
        <AccordionPanel>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Kind</th>
                <th scope="col">Name</th>
                <th scope="col">State</th>
              </tr>
            </thead>
            <tbody>
              {resources.map(({ id, kind, name, state, message }) => (
                <tr key={id}>
                  <td>{kind}</td>
                  <td className={styles.name}>{name || id}</td>
                  <td className={state === 'failed' ? styles.bad : undefined}>
                    {state}
                    {message && <small>{message}</small>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </AccordionPanel>
      </Accordion>
      <Accordion>
        <AccordionTrigger
          title="Scripts after the sync"
          subtitle={
            steps.every(({ exitCode }) => exitCode === 0)
              ? `${steps.length} ran`
              : `${steps.filter(({ exitCode }) => exitCode !== 0).length} failed`
          }
        />
        <AccordionPanel>
          {steps.map(({ name, exitCode, output }) => (
            <figure key={name} className={styles.step}>
              <figcaption>
                {name}: {exitCode === null ? 'ended by its time limit' : `exit code ${exitCode}`}
              </figcaption>
              <pre className={styles.command}>{output.trim() || 'It printed nothing.'}</pre>
            </figure>
          ))}
        </AccordionPanel>
      </Accordion>
      <Accordion>
        <AccordionTrigger title="Log" subtitle={`${log.length} lines`} />
        <AccordionPanel>
          <pre className={styles.command}>
            {log
              .map(({ time, text }) => `${new Date(time).toLocaleTimeString()}  ${text}`)
              .join('\n')}
          </pre>
        </AccordionPanel>
      </Accordion>
    </AccordionGroup>
  );
}

function countsOf(states: string[]): string {
  const counts = new Map<string, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
}
