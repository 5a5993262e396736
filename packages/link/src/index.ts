export * from './bounded-sender.ts';
export * from './control-frames.ts';
export * from './half-open.ts';
export * from './key-exchange.ts';
export * from './sealed-channel.ts';
export * from './signing.ts';
