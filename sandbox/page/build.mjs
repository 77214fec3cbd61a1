// Builds the page into dist/: index.html, page.js, page.css. `node build.mjs --watch` rebuilds on every change.
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { context } from 'esbuild';

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
await copyFile('index.html', 'dist/index.html');

const build = await context({
    entryPoints: { page: 'src/main.tsx' },
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'info',
});
if (process.argv.includes('--watch')) {
    await build.watch();
} else {
    await build.rebuild();
    await build.dispose();
}
