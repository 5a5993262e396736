import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy that makes the network bad: slow, silent, or cut in the middle. */
export class BadNetwork {
  /** Bytes a second towards the hub; unlimited when null. */
  bytesPerSecond: number | null = null;
  /** Half-open: connections stay, nothing passes either way any more. */
  isSilent = false;
  /** Resets each connection after so many bytes towards the hub. */
  resetAfterBytes: number | null = null;
  passedBytes = 0;
  accepted = 0;
  readonly #targetPort: () => number;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  constructor(targetPort: () => number) {
    this.#targetPort = targetPort;
  }

  get url(): string {
    const address = this.#server?.address() as AddressInfo | null | undefined;
    return `http://127.0.0.1:${address?.port}`;
  }

  async start(): Promise<void> {
    const server = createServer((client) => this.#accept(client));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  #accept(client: Socket): void {
    this.accepted += 1;
    const hub = connect(this.#targetPort(), '127.0.0.1');
    let towardsHub = 0;
    for (const socket of [client, hub]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        if (!this.isSilent) for (const other of [client, hub]) other.destroy();
      });
    }
    hub.on('data', (data) => {
      if (!this.isSilent) client.write(data);
    });
    client.on('data', (data) => {
      if (this.isSilent) return;
      towardsHub += data.length;
      this.passedBytes += data.length;
      if (this.resetAfterBytes !== null && towardsHub > this.resetAfterBytes) {
        hub.write(data.subarray(0, data.length >> 1), () => hub.resetAndDestroy());
        client.resetAndDestroy();
        return;
      }
      hub.write(data);
      if (this.bytesPerSecond === null) return;
      client.pause();
      setTimeout(() => client.resume(), (data.length / this.bytesPerSecond) * 1000);
    });
  }
}
