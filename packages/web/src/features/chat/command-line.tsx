import { Copy } from 'lucide-react';
import { withUnseenNamed } from '../../format/visible-text.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Icon } from '../../ui/icons.tsx';
import { Pieces } from '../../ui/long-text.tsx';

/** A command to run elsewhere, with a button that copies it. */
export function CommandLine({ command, className = '' }: { command: string; className?: string }) {
  return (
    <div className={`flex min-w-0 items-center gap-1.5 ${className}`}>
      <code className="min-w-0 flex-1 rounded-control bg-well px-2.5 py-1 font-mono text-12 break-all ring-1 ring-line-strong ring-inset">
        <span className="text-fg-3" aria-hidden>
          ${' '}
        </span>
        <Pieces text={withUnseenNamed(command)} />
      </code>
      <Button
        data-copy
        icon={<Icon of={Copy} size={14} />}
        onClick={() => void copyText(command, 'Command copied')}
      >
        Copy
      </Button>
    </div>
  );
}
