/** The encoding API exists in every runtime this package runs in; the `ES` libs do not declare it. */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}
