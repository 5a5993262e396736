/** First byte of every sealed frame, in the clear and authenticated: what is inside. A kind this version does not know ends the link. */
export const FRAME_KIND = { text: 1, batch: 2 } as const;

export type FrameKind = keyof typeof FRAME_KIND;

/** Undefined for a byte that names no kind. */
export function frameKindOf(byte: number | undefined): FrameKind | undefined {
  return (Object.keys(FRAME_KIND) as FrameKind[]).find((kind) => FRAME_KIND[kind] === byte);
}
