import { Button } from '../../ui/button.tsx';

/** How much of a text is shown, with a button for the rest; nothing where all of it is. Until then nobody says yes to it. */
export function ShowAll({ shown, of, onShow }: { shown: number; of: number; onShow: () => void }) {
  if (shown >= of) return null;
  return (
    <p
      data-unread
      className="flex items-center gap-2 border-t border-line px-2.5 py-1 font-sans text-12 text-fg-3"
    >
      <span className="num min-w-0 flex-1">
        The first {shown.toLocaleString('en-US')} of {of.toLocaleString('en-US')} characters
      </span>
      <Button size={22} className="max-md:h-11" onClick={onShow}>
        Show all
      </Button>
    </p>
  );
}
