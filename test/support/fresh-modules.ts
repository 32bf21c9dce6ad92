import { vi } from "vitest";

/** Returns what an import gives; its argument imports the module itself. */
type Replacement = (original: () => Promise<object>) => object | Promise<object>;

/**
 * Plays with a new copy of each module, some of them replaced. The test files of one worker share its modules, so they are loaded
 * again afterwards too: otherwise a later test file would get a module that has imported a replacement.
 */
export async function withFreshModules<T>(
  replacements: Readonly<Record<string, Replacement>>,
  play: () => Promise<T>,
): Promise<T> {
  vi.resetModules();
  for (const [specifier, replacement] of Object.entries(replacements)) vi.doMock(specifier, replacement);
  try {
    return await play();
  } finally {
    for (const specifier of Object.keys(replacements)) vi.doUnmock(specifier);
    vi.resetModules();
  }
}
