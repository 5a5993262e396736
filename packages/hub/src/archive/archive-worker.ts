import { parentPort, workerData } from 'node:worker_threads';
import { createReaderMethods } from './reader-methods.ts';
import { serveRpc } from './rpc.ts';
import type { WorkerSetup } from './worker-setup.ts';
import { createWriterMethods } from './writer-methods.ts';

// Entry of the storage's threads: one that writes, and some that only read. Nothing is opened before the `open` call, so
// that its errors travel like those of every other call.
if (parentPort === null) throw new Error('This file runs as a worker thread.');
const port = parentPort;
const setup = workerData as WorkerSetup;
serveRpc(port, setup.role === 'writer' ? createWriterMethods(setup, port) : createReaderMethods(setup));
