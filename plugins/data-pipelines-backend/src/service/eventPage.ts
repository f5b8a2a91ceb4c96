import { InputError } from '@backstage/errors';
import type { RunEvent, RunEventPage } from 'backstage-plugin-data-pipelines-common';
import type { HistoryEvent } from '../history';

/** Longest text of an event, in characters: 64 Ki. */
const TEXT = 65_536;
/** Events that tell the way through the workflow. */
const STEPS = /(StateEntered|StateExited)$|^Execution/;

/** A page of a run's events; the cursor is the id of the last event before it. */
export function eventPage(
  events: HistoryEvent[],
  query: { cursor?: string; limit: number; steps?: boolean },
): RunEventPage {
  const named = withSteps(events);
  const wanted = query.steps ? named.filter(({ event }) => STEPS.test(event.type)) : named;
  const start = query.cursor === undefined ? 0 : readCursor(query.cursor);
  const from = start === 0 ? 0 : wanted.findIndex(({ event }) => event.id > start);
  const shown = from < 0 ? [] : wanted.slice(from, from + query.limit);
  const more = from >= 0 && from + shown.length < wanted.length;
  return {
    items: shown.map(({ event, step }) => toRunEvent(event, step)),
    total: wanted.length,
    ...(more && { nextCursor: String(shown.at(-1)!.event.id) }),
  };
}

/** Events with the names of their steps: what follows the entry of a state belongs to it until another is entered. */
function withSteps(events: HistoryEvent[]): { event: HistoryEvent; step?: string }[] {
  const steps = new Map<number, string | undefined>();
  return events.map(event => {
    const { type, details, previousId } = event;
    const own = details.state ?? (/State(Entered|Exited)$/.test(type) ? details.name : undefined);
    const inherited = type.startsWith('Execution') ? undefined : steps.get(previousId);
    const step = own ?? inherited;
    steps.set(event.id, step);
    return { event, ...(step !== undefined && { step }) };
  });
}

function toRunEvent({ id, previousId, type, at, details }: HistoryEvent, step?: string): RunEvent {
  return {
    id,
    previousId,
    type,
    time: at,
    ...(step !== undefined && { step }),
    details: Object.fromEntries(
      Object.entries(details).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, typeof value === 'string' ? cut(value) : value]],
      ),
    ),
  };
}

function cut(text: string): string {
  return text.length > TEXT ? `${text.slice(0, TEXT - 1)}…` : text;
}

function readCursor(cursor: string): number {
  if (!/^\d{1,9}$/.test(cursor)) {
    throw new InputError(
      'The query cursor is not the nextCursor of a page of events: begin again without a cursor',
    );
  }
  return Number(cursor);
}
