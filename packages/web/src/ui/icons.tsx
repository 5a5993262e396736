import {
  AppWindow,
  Bot,
  Cloud,
  CodeXml,
  Compass,
  Cpu,
  FilePen,
  FileText,
  FlaskConical,
  Globe,
  Laptop,
  type LucideIcon,
  Monitor,
  Orbit,
  Package,
  PcCase,
  ScanEye,
  Search,
  Server,
  SquareTerminal,
  Terminal,
  Wrench,
} from 'lucide-react';
import type { HostView, SessionSummary } from '../state/wire-types.ts';

/** The strokes that keep icons equally heavy at each size. */
export const strokes = { 12: 2, 14: 1.9, 16: 1.75, 20: 1.6, 24: 1.5 } as const;

/** A lucide icon at one of the sizes in use, hidden from readers: the word is beside it. */
export function Icon({
  of: Glyph,
  size = 16,
  className = '',
}: {
  of: LucideIcon;
  size?: keyof typeof strokes;
  className?: string;
}) {
  return <Glyph size={size} strokeWidth={strokes[size]} className={`flex-none ${className}`} aria-hidden />;
}

/** What a machine looks like; never the logo of its system. */
export const formFactorIcons: Record<HostView['formFactor'], LucideIcon> = {
  laptop: Laptop,
  desktop: PcCase,
  server: Server,
  pi: Cpu,
  cloud: Cloud,
  unknown: Monitor,
};

/** Which program wrote a session. */
export const clients: Record<SessionSummary['client'], { icon: LucideIcon; name: string }> = {
  cli: { icon: Terminal, name: 'CLI' },
  vscode: { icon: CodeXml, name: 'VS Code' },
  desktop: { icon: AppWindow, name: 'Desktop' },
  web: { icon: Globe, name: 'Web' },
  sdk: { icon: Package, name: 'SDK' },
  other: { icon: SquareTerminal, name: 'Other' },
  unknown: { icon: SquareTerminal, name: 'Unknown' },
};

/** Icon of a tool. */
export function toolIcon(tool: string): LucideIcon {
  switch (tool) {
    case 'Bash':
    case 'BashOutput':
    case 'KillShell':
      return Terminal;
    case 'Read':
      return FileText;
    case 'Edit':
    case 'MultiEdit':
    case 'Write':
    case 'NotebookEdit':
      return FilePen;
    case 'Grep':
    case 'Glob':
      return Search;
    case 'Task':
    case 'Agent':
      return Orbit;
    case 'WebFetch':
    case 'WebSearch':
      return Globe;
    default:
      return Wrench;
  }
}

/** Icon of a sub-agent's role. */
export function roleIcon(role: string): LucideIcon {
  const name = role.toLowerCase();
  if (name.includes('explore') || name.includes('plan')) return Compass;
  if (name.includes('test')) return FlaskConical;
  if (name.includes('review')) return ScanEye;
  return Bot;
}
