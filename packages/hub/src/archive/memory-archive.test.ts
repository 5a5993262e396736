import { describeArchive } from '../test/archive-contract.ts';
import { createMemoryArchive } from './memory-archive.ts';

describeArchive('memory', async () => createMemoryArchive());
