import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import * as z from 'zod';
import {
  agentDownSchema,
  agentUpSchema,
  batchHeaderSchema,
  liveDownSchema,
  liveUpSchema,
  PROTOCOL_VERSION,
} from './index.ts';

/**
 * Hash of every message that two programs of different ages exchange. When this fails you changed a message:
 * - an optional field that old readers may ignore: update the hash;
 * - anything else: raise PROTOCOL_VERSION, add a line to its history, then update the hash.
 */
const EXPECTED = { version: 3, hash: '05d6d6db3fe73ab6' };

test('[PR1] a changed message comes with a new hash, and with a new version when old readers would stumble', () => {
  const schemas = [agentUpSchema, batchHeaderSchema, agentDownSchema, liveUpSchema, liveDownSchema];
  const text = JSON.stringify(schemas.map((schema) => z.toJSONSchema(schema)));
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  expect({ version: PROTOCOL_VERSION, hash }).toEqual(EXPECTED);
});
