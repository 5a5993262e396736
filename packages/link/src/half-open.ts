/** Connections of whom nothing is known yet. */
export interface HalfOpen<Connection> {
  /** A newcomer always comes in; where there are too many, the oldest of them is dropped. */
  add(connection: Connection): void;
  /** It has proved itself, or is gone. */
  remove(connection: Connection): void;
}

/**
 * Bounds what strangers can hold open. Nobody is refused for what others did from the same address, which behind a proxy
 * or a tunnel is everybody's: an honest handshake takes milliseconds and is over before it is the oldest.
 */
export function createHalfOpen<Connection>(
  max: number,
  drop: (connection: Connection) => void,
): HalfOpen<Connection> {
  const connections = new Set<Connection>();
  return {
    add: (connection) => {
      const oldest = connections.values().next();
      if (connections.size >= max && !oldest.done) {
        connections.delete(oldest.value);
        drop(oldest.value);
      }
      connections.add(connection);
    },
    remove: (connection) => void connections.delete(connection),
  };
}
