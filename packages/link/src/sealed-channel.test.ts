import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEphemeralKey, deriveLinkKeys } from './key-exchange.ts';
import { createSealedChannel, SEAL_OVERHEAD_BYTES, type SealedChannel } from './sealed-channel.ts';

function channels(transcripts: [string, string] = ['same', 'same']): {
  agent: SealedChannel;
  hub: SealedChannel;
} {
  const [one, other] = [createEphemeralKey(), createEphemeralKey()];
  return {
    agent: createSealedChannel(deriveLinkKeys(one, other.publicKey, transcripts[0]), 'agent'),
    hub: createSealedChannel(deriveLinkKeys(other, one.publicKey, transcripts[1]), 'hub'),
  };
}

const refused = expect.objectContaining({ kind: 'invalid' });

describe('sealed channel', () => {
  it('[SC1] carries any bytes of any kind unchanged, in order, both ways', () => {
    const kinds = fc.constantFrom('text' as const, 'batch' as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(kinds, fc.uint8Array({ maxLength: 3_000 }))), (messages) => {
        const { agent, hub } = channels();
        for (const [from, to] of [
          [agent, hub],
          [hub, agent],
        ] as const) {
          const frames = messages.map(([kind, bytes]) => from.seal(kind, bytes));
          const opened = frames.map((frame) => to.open(frame));
          expect(opened.map(({ kind, bytes }) => [kind, new Uint8Array(bytes)])).toEqual(messages);
        }
      }),
    );
  });

  it('[SC2] refuses a frame with any bit changed, its kind included, and a cut or longer one', () => {
    const { agent, hub } = channels();
    const frame = agent.seal('text', Buffer.from('{"type":"command"}'));
    fc.assert(
      fc.property(fc.nat({ max: frame.length * 8 - 1 }), (bit) => {
        const { agent: sender, hub: receiver } = channels();
        const changed = sender.seal('text', Buffer.from('{"type":"command"}'));
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => receiver.open(changed)).toThrow(refused);
      }),
    );
    for (let length = 0; length < frame.length; length += 1) {
      expect(() => channels().hub.open(frame.subarray(0, length))).toThrow(refused);
    }
    expect(() => hub.open(Buffer.concat([frame, Buffer.alloc(1)]))).toThrow(refused);
  });

  it.each([
    ['repeated', (frames: Buffer[]) => [frames[0], frames[0]]],
    ['left out', (frames: Buffer[]) => [frames[1]]],
    ['swapped', (frames: Buffer[]) => [frames[1], frames[0]]],
  ])('[SC3] refuses a frame that was %s', (_how, tamper) => {
    const { agent, hub } = channels();
    const frames = ['one', 'two'].map((text) => agent.seal('text', Buffer.from(text)));
    expect(() => {
      for (const frame of tamper(frames)) hub.open(frame ?? Buffer.alloc(0));
    }).toThrow(refused);
  });

  it('[SC4] refuses its own frames sent back, and those of another connection', () => {
    const { agent, hub } = channels();
    expect(() => agent.open(agent.seal('text', Buffer.from('x')))).toThrow(refused);
    expect(() => hub.open(channels().agent.seal('text', Buffer.from('x')))).toThrow(refused);
  });

  it('[SC5] has no keys in common where the two sides heard different things', () => {
    const { agent, hub } = channels(['protocol 4', 'protocol 3']);
    expect(() => hub.open(agent.seal('text', Buffer.from('x')))).toThrow(refused);
  });

  it('[SC6] refuses a half of the exchange that is no key, or that leaves no secret', () => {
    const zero = Buffer.alloc(32).toString('base64url');
    for (const half of [zero, 'short', '']) {
      expect(() => deriveLinkKeys(createEphemeralKey(), half, '')).toThrow(refused);
    }
  });

  it('[SC7] adds a known number of bytes', () => {
    const { agent } = channels();
    expect(agent.seal('batch', Buffer.alloc(1_000))).toHaveLength(1_000 + SEAL_OVERHEAD_BYTES);
  });
});
