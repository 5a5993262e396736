import './wall.css';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
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
  const wall = useRef<HTMLElement>(null);
  // The shell with its key bindings is not on this page: the wall takes the one key itself.
  useEffect(() => wall.current?.focus(), []);
  const leave = () => void navigate({ to: '/' });
  return (
    <main
      ref={wall}
      tabIndex={-1}
      data-testid="wall"
      onClick={leave}
      onKeyDown={(event) => event.key === 'Escape' && leave()}
      className={`wall bg-canvas text-fg outline-none ${isIdle ? 'cursor-none' : ''}`}
    >
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
