import { blocksOf, linesOf, piecesOf } from '../format/pieces.ts';

/** Signs that a line of prose takes, about. It only says how high a block is before it was drawn. */
const COLUMNS = 90;

/** Text of others within a line or a paragraph, in pieces that a browser sets one by one. Copied it is the text that it was. */
export function Pieces({ text }: { text: string }) {
  const pieces = piecesOf(text);
  if (pieces.length === 1) return text;
  return pieces.map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other identity
    <span key={index} className="piece">
      {piece}
    </span>
  ));
}

/** Text of others, however long: what is far from where it is seen is not laid out. Copied it is the text that it was. */
export function LongText({ text }: { text: string }) {
  const blocks = blocksOf(text);
  if (blocks.length === 1) return <Pieces text={text} />;
  return blocks.map((block, index) => (
    <span
      // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one text have no other identity
      key={index}
      className="block-of-text"
      style={{ containIntrinsicBlockSize: `auto ${linesOf(block, COLUMNS)}lh` }}
    >
      <Pieces text={block} />
    </span>
  ));
}
