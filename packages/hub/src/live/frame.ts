/** One message to all subscribers of a topic, serialised once. Only the number of the subscription differs. */
export interface Frame {
  readonly type: 'fleetSnapshot' | 'fleetDelta' | 'sessionSnapshot' | 'sessionDelta';
  /** The change that this continues; a snapshot continues anything. */
  readonly from: number | null;
  readonly seq: number;
  /** The message's other fields as JSON in UTF-8, without the opening brace. */
  readonly rest: Buffer;
}

/** Serialises the part that all subscribers share. */
export function createFrame(
  head: Pick<Frame, 'type' | 'from' | 'seq'>,
  fields: Record<string, unknown>,
): Frame {
  const known = head.from === null ? { seq: head.seq } : { from: head.from, seq: head.seq };
  return { ...head, rest: Buffer.from(JSON.stringify({ ...known, ...fields }).slice(1)) };
}

/** The frame as one subscriber gets it: a copy of bytes, not another serialisation. */
export function addressFrame(frame: Frame, subscriptionId: number): Buffer {
  const head = Buffer.from(`{"type":"${frame.type}","id":${subscriptionId},`);
  return Buffer.concat([head, frame.rest], head.length + frame.rest.length);
}
