// Bundles test/*.test.ts for Node (which cannot read TypeScript by itself) and runs them with node:test.
import { spawnSync } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const out = '../../build/page-tests'; // not in node_modules, where Node's test runner looks for nothing
await rm(out, { recursive: true, force: true });
const tests = (await readdir('test')).filter((name) => name.endsWith('.test.ts'));
await build({
    entryPoints: tests.map((name) => `test/${name}`),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
});
const run = spawnSync(process.execPath, ['--test', ...tests.map((name) => `${out}/${name.replace('.ts', '.mjs')}`)], {
    stdio: 'inherit',
});
process.exit(run.status ?? 1);
