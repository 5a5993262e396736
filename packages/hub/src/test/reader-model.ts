import { type LiveDown, liveDownSchema } from '@orrery/protocol';
import type { Frame } from '../live/frame.ts';

/** A page as the rules describe it: it applies what comes and complains about every gap. */
export interface ReaderModel {
  seq: number;
  rows: Map<string, { title: string; changeSeq: number }>;
  /** `seq` of the entries it holds, oldest first. */
  entries: number[];
  snapshots: number;
  deltas: number;
  apply(message: LiveDown): void;
}

/** A page that has seen nothing yet. */
export function createReaderModel(): ReaderModel {
  const model: ReaderModel = {
    seq: -1,
    rows: new Map(),
    entries: [],
    snapshots: 0,
    deltas: 0,
    apply: (message) => applyTo(model, message),
  };
  return model;
}

/** The message of a frame, checked against its schema. */
export function messageOf(frame: Frame): LiveDown {
  return liveDownSchema.parse(JSON.parse(`{"type":"${frame.type}","id":1,${frame.rest.toString()}`));
}

function applyTo(model: ReaderModel, message: LiveDown): void {
  switch (message.type) {
    case 'fleetSnapshot':
      model.snapshots += 1;
      model.rows = new Map(message.sessions.map((row) => [row.id, row]));
      break;
    case 'fleetDelta':
      checkFrom(model, message.from);
      for (const row of message.sessions) {
        const held = model.rows.get(row.id);
        if (held && held.changeSeq > row.changeSeq) throw new Error(`row ${row.id} went back in time`);
        model.rows.set(row.id, row);
      }
      break;
    case 'sessionSnapshot':
      model.snapshots += 1;
      model.entries = message.entries.map(({ seq }) => seq);
      break;
    case 'sessionDelta':
      checkFrom(model, message.from);
      for (const { seq } of message.entries) {
        const newest = model.entries.at(-1) ?? 0;
        if (seq > newest + 1) throw new Error(`entry ${seq} follows ${newest}`);
        if (seq > newest) model.entries.push(seq);
      }
      break;
    default:
      return;
  }
  if (message.type.endsWith('Delta')) model.deltas += 1;
  model.seq = Math.max(model.seq, message.seq);
}

function checkFrom(model: ReaderModel, from: number): void {
  if (from > model.seq) throw new Error(`a gap: the reader is at ${model.seq}, the delta begins at ${from}`);
}
