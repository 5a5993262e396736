/** What the main thread of a page did, from a trace of Chromium. */
export interface PageWork {
  /** Script of each sixtieth of a second that had any, milliseconds of processor time. It counts where it begins. */
  scriptMsByFrame: number[];
  /** Processor time of each task, milliseconds: other processes take from the time on the wall, not from this. */
  taskCpuMs: number[];
  /** Processor time of the main thread, percent of a core. */
  busyShare: number;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  ts: number;
  dur?: number;
  /** The same in processor time of the thread. */
  tdur?: number;
}

/** Categories of the trace that hold what is read here. */
export const TRACE_CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];

const FRAME_US = 1_000_000 / 60;
/** Whatever runs script; layout and style that a script forces are within. */
const SCRIPT = new Set([
  'FunctionCall',
  'EvaluateScript',
  'RunMicrotasks',
  'FireAnimationFrame',
  'TimerFire',
  'EventDispatch',
]);

/** Reads a trace that was taken over one page at work. */
export function readPageWork(trace: string): PageWork {
  const { traceEvents } = JSON.parse(trace) as { traceEvents: TraceEvent[] };
  const main = mainThreadOf(traceEvents);
  const own = traceEvents
    .filter((event) => event.ph === 'X' && threadOf(event) === main)
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const from = own[0]?.ts ?? 0;
  const until = own.at(-1)?.ts ?? 0;
  const scriptMsByFrame = Array.from({ length: Math.ceil((until - from) / FRAME_US) }, () => 0);
  for (const { ts, dur = 0, tdur } of outermost(own.filter(({ name }) => SCRIPT.has(name)))) {
    const frame = Math.floor((ts - from) / FRAME_US);
    scriptMsByFrame[frame] = (scriptMsByFrame[frame] ?? 0) + (tdur ?? dur) / 1_000;
  }
  const taskCpuMs = own.filter(({ name }) => name === 'RunTask').map(({ tdur = 0 }) => tdur / 1_000);
  const busyUs = taskCpuMs.reduce((sum, ms) => sum + ms, 0) * 1_000;
  return {
    scriptMsByFrame: scriptMsByFrame.filter((ms) => ms > 0),
    taskCpuMs,
    busyShare: (busyUs / (until - from)) * 100,
  };
}

/** The thread that draws the page; helpers and other processes fire no frames. */
function mainThreadOf(events: readonly TraceEvent[]): string {
  const frames = new Map<string, number>();
  for (const event of events) {
    if (event.name !== 'FireAnimationFrame') continue;
    frames.set(threadOf(event), (frames.get(threadOf(event)) ?? 0) + 1);
  }
  const [most] = [...frames].toSorted(([, a], [, b]) => b - a);
  if (most === undefined) throw new Error('The trace holds no frame.');
  return most[0];
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid} ${tid}`;
}

/** Events within another are part of it. */
function outermost(sorted: readonly TraceEvent[]): TraceEvent[] {
  let end = 0;
  return sorted.filter(({ ts, dur = 0 }) => {
    if (ts < end) return false;
    end = ts + dur;
    return true;
  });
}
