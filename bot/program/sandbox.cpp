#include "sandbox/slack/sandbox.hpp"

#include "bot/program/loop.hpp"
#include "bot/program/program.hpp"

#include <cstdio>

namespace pilothouse::program {

int sandbox(const SandboxOptions& options) {
    Loop loop;
    sandbox::Options wanted;
    wanted.address = options.address;
    wanted.port = options.port;
    wanted.certificate_file = options.certificate;
    wanted.key_file = options.key;
    wanted.seed_file = options.seed;
    wanted.page_folder = page_folder(options.page);
    wanted.limits = options.limits;
    wanted.time_scale = options.time_scale;
    auto workspace = sandbox::Sandbox::start(loop.executor(), wanted);
    if (!workspace) return complain(workspace.error());
    std::printf("sandbox.listening url=%s/\n", workspace->base_url().c_str());
    std::fflush(stdout);
    loop.on_end_signal([&](int) { loop.spawn("sandbox.stop", workspace->stop()); });
    loop.run();
    return exit_ok;
}

} // namespace pilothouse::program
