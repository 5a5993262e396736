import './wall.css';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { FleetDrawing } from '../fleet/fleet-map.tsx';
import { BrandMark } from '../shell/brand.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { SignedInLive } from '../shell/signed-in-live.tsx';
import { useIdlePointer } from './use-idle-pointer.ts';
import { useWakeLock } from './use-wake-lock.ts';
import { WallCells } from './wall-cells.tsx';
import { WallFoot } from './wall-foot.tsx';
import { WallList } from './wall-list.tsx';
import { WallClock, WallConnection } from './wall-status.tsx';

const nothing = () => {};
const noHosts: readonly string[] = [];

/** The fleet for a screen on a wall: nothing to press, legible from five metres, awake. */
export function WallPage() {
  return (
    <SignedInLive>
      <Wall />
    </SignedInLive>
  );
}

function Wall() {
  const navigate = useNavigate();
  const isIdle = useIdlePointer();
  const wake = useWakeLock();
  useEffect(() => {
    // The shell with its key bindings is not on this page: these are its only ways out.
    const leave = () => void navigate({ to: '/' });
    const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && leave();
    addEventListener('keydown', onKeyDown);
    addEventListener('click', leave);
    return () => {
      removeEventListener('keydown', onKeyDown);
      removeEventListener('click', leave);
    };
  }, [navigate]);
  return (
    <main className={`wall bg-canvas text-fg ${isIdle ? 'cursor-none' : ''}`} data-testid="wall">
      <PageTitle />
      <h1 className="sr-only">Wall display</h1>
      <div className="wall-grid">
        <header className="wall-head">
          <span className="wall-brand">
            <BrandMark />
            Orrery
          </span>
          <Link to="/" className="wall-leave sr-only focus:not-sr-only">
            Leave the wall display
          </Link>
          {wake === 'unsupported' && !isIdle && (
            <span className="wall-remark text-fg-3">
              This browser may let the screen sleep: it keeps it awake for https pages only
            </span>
          )}
          <WallConnection />
          <WallClock />
        </header>
        <div className="wall-map">
          <FleetDrawing selectedHosts={noHosts} onHost={nothing} className="size-full" />
        </div>
        <div className="wall-right">
          <WallCells />
          <WallList />
        </div>
        <WallFoot />
      </div>
    </main>
  );
}
