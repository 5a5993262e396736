import { Kbd } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';
import { Ticking } from '../../ui/ticking.tsx';
import { useActiveClose, useControl, useMe } from '../control/use-control.tsx';

/** `in 4 s`, for a clock that counts from the moment at which it stops. */
function formatStop(sinceMs: number): string {
  const seconds = Math.ceil(-sinceMs / 1_000);
  return seconds <= 0 ? 'now' : `in ${seconds} s`;
}

/** Who closes this session, and the way back while there is one. Everybody who looks at it can see and undo it. */
export function ClosingLine({ sessionId }: { sessionId: string }) {
  const close = useActiveClose(sessionId);
  const { undoClose } = useControl();
  const me = useMe();
  if (close === undefined) return null;
  const who = close.by === me?.name ? 'You are closing' : `${close.by} closes`;
  return (
    <div
      data-testid="closing-line"
      className="flex min-h-10 flex-none items-center gap-2 border-b border-line bg-raised px-4 py-1.5"
    >
      <p className="min-w-0 flex-1">
        <b role="status" className="font-semibold">
          {who} this session.
        </b>{' '}
        <span className="text-fg-2">
          {close.state === 'pending' ? (
            <>
              It stops <Ticking at={close.stopsAt} format={formatStop} />. The transcript stays.
            </>
          ) : (
            'It is being stopped.'
          )}
        </span>
      </p>
      {close.state === 'pending' && (
        <Button
          onClick={() => undoClose(sessionId)}
          why={me?.role === 'viewer' ? 'Your role is viewer. Operators and admins can undo it.' : null}
          className="max-md:h-11"
        >
          Undo
          <span className="max-md:hidden">
            <Kbd>Z</Kbd>
          </span>
        </Button>
      )}
    </div>
  );
}
