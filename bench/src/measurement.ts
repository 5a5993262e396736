import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROGRAM } from './product.ts';

/** One figure, with the goal it is held to, where there is one. */
export interface Measurement {
  name: string;
  value: number;
  unit: string;
  goal?: { atMost: number } | { atLeast: number };
  /** What a reader must know to judge the figure. */
  note?: string;
}

/** What one benchmark gives. */
export interface BenchResult {
  name: string;
  /** What was measured on: size of the input, variant. */
  about: Record<string, string | number>;
  measurements: Measurement[];
}

/** True when the figure keeps its goal, or has none. */
export function isGoalMet({ value, goal }: Measurement): boolean {
  if (goal === undefined) return true;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** A table for people; figures that miss their goal are marked. */
export function formatResult({ name, about, measurements }: BenchResult): string {
  const rows = measurements.map((measurement) => [
    measurement.name,
    `${round(measurement.value)} ${measurement.unit}`,
    formatGoal(measurement),
    measurement.goal === undefined ? '' : isGoalMet(measurement) ? 'met' : 'MISSED',
    measurement.note ?? '',
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const facts = Object.entries(about).map(([key, value]) => `${key} ${value}`);
  return [`${name} (${facts.join(', ')})`, ...lines.map((line) => `  ${line}`)].join('\n');
}

/** Keeps the figures with the machine they were taken on. */
export function saveResult(result: BenchResult, isSmall: boolean): string {
  const folder = fileURLToPath(new URL('../results', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${result.name}${isSmall ? '-small' : ''}.json`);
  const machine = {
    cpus: os.availableParallelism(),
    model: os.cpus()[0]?.model ?? 'unknown',
    memoryGb: round(os.totalmem() / 1e9),
    node: process.versions.node,
    program: PROGRAM,
    load: os.loadavg().map(round),
  };
  const measurements = result.measurements.map((measurement) => ({
    ...measurement,
    isGoalMet: isGoalMet(measurement),
  }));
  const content = { ...result, measurements, takenAt: new Date().toISOString(), machine };
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}

/** Value below which `share` of the samples lie; the greatest for a share of 1. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function formatGoal({ goal, unit }: Measurement): string {
  if (goal === undefined) return '';
  return 'atMost' in goal ? `goal <= ${goal.atMost} ${unit}` : `goal >= ${goal.atLeast} ${unit}`;
}

function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
