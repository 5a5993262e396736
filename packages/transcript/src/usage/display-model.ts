import { bareModelId } from './bare-model-id.ts';

/** Name of a model for people: `claude-opus-4-5-20251101` is "Opus 4.5". An id of another shape stays as it is. */
export function displayModel(model: string): string {
  const id = bareModelId(model);
  const suffix = id.includes('[1m]') ? ' 1M' : '';
  const newer = /^claude-([a-z]+)-(\d{1,2})(?:-(\d{1,2}))?(?![\d])/.exec(id);
  if (newer?.[1] && newer[2]) return `${capital(newer[1])} ${version(newer[2], newer[3])}${suffix}`;
  const older = /^claude-(\d{1,2})(?:-(\d{1,2}))?-([a-z]+)/.exec(id);
  if (older?.[1] && older[3]) return `${capital(older[3])} ${version(older[1], older[2])}${suffix}`;
  return model;
}

function version(major: string, minor: string | undefined): string {
  return minor === undefined || minor === '0' ? major : `${major}.${minor}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
