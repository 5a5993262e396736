import { parentPort, workerData } from 'node:worker_threads';
import { createCheckpointerMethods } from './checkpointer-methods.ts';
import { createReaderMethods } from './reader-methods.ts';
import { type Methods, serveRpc } from './rpc.ts';
import { createSearcherMethods } from './searcher-methods.ts';
import type { WorkerSetup } from './worker-setup.ts';
import { createWriterMethods } from './writer-methods.ts';

// Entry of the storage's threads: one that writes, one that reads for pages, one that searches,
// one that copies the write-ahead log. Nothing is opened before the
// `open` call, so that its errors travel like those of every other call.
if (parentPort === null) throw new Error('This file runs as a worker thread.');
const port = parentPort;
const setup = workerData as WorkerSetup;
serveRpc(port, methodsOf(setup), setup.note);

function methodsOf({ role }: WorkerSetup): Methods {
  switch (role) {
    case 'writer':
      return createWriterMethods(setup, port);
    case 'reader':
      return createReaderMethods(setup);
    case 'checkpointer':
      return createCheckpointerMethods(setup, port);
    case 'searcher':
      return createSearcherMethods(setup, port);
  }
}
