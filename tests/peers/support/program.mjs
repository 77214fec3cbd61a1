// Starts the program under test and ends it again by its pid.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const binary = process.env.PILOTHOUSE ?? `${root}build/dev/pilothouse`;

/**
 * Runs `pilothouse ARGUMENTS` from the source folder until it prints `<announcement> url=…` or `… port=…`. Gives that
 * address, its pid and `stop()`, which ends it with SIGTERM and fails when it needs to be killed.
 */
export async function startProgram(args, announcement, deadline = 20_000, environment = {}) {
    const env = { ...process.env, ...environment };
    const child = spawn(binary, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = [];
    const ended = once(child, 'exit');
    child.stderr.on('data', (chunk) => said.push(String(chunk)));
    const lines = createInterface({ input: child.stdout });
    let timer;
    try {
        const url = await new Promise((resolve, reject) => {
            const give_up = (why) => reject(new Error(`${binary} ${args.join(' ')}: ${why}\n${said.join('')}`));
            timer = setTimeout(() => give_up(`no "${announcement}" within ${deadline} ms`), deadline);
            child.once('error', (error) => give_up(error.message));
            child.once('exit', (code, signal) => give_up(`ended with ${signal ?? code}`));
            lines.on('line', (line) => {
                said.push(`${line}\n`);
                const found = line.startsWith(`${announcement} `) && /\b(?:url|port)=(\S+)/.exec(line);
                if (found) resolve(found[1]);
            });
        });
        return { url, pid: child.pid, said, stop: () => stop(child, ended) };
    } catch (error) {
        child.kill('SIGKILL');
        throw error;
    } finally {
        clearTimeout(timer);
    }
}

async function stop(child, ended) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
    const [, signal] = await ended;
    clearTimeout(timer);
    if (signal === 'SIGKILL') throw new Error(`${binary} did not end within 15 s of SIGTERM`);
}
