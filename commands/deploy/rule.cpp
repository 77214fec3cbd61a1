#include "commands/deploy/rule.hpp"

#include "commands/deploy/access.hpp"
#include "commands/deploy/argv.hpp"
#include "core/sha256.hpp"

#include <array>
#include <initializer_list>

namespace pilothouse::commands::deploy {

namespace {
/// Each part with its length in front, so that no two lists of parts read the same.
class Sealed {
public:
    void add(std::string_view part) {
        bytes_ += std::to_string(part.size());
        bytes_ += ':';
        bytes_ += part;
    }

    [[nodiscard]] std::string digest() const { return sha256_hex(bytes_); }

private:
    std::string bytes_;
};
} // namespace

std::string rule_text(const config::Service& service, const config::Environment& environment) {
    std::string text = "by " + spoken_teams(teams_with(Right::deploy, service, environment));
    if (environment.approvals > 0)
        text += "; " + std::to_string(environment.approvals) +
                (environment.approvals == 1 ? " approval" : " approvals") + " by " +
                spoken_teams(teams_with(Right::approve, service, environment)) + " within " +
                spoken(environment.approval_expires);
    if (!environment.after.empty()) text += "; after " + environment.after.value;
    text += "; runs";
    for (const auto& argument : environment.deploy.argv)
        text += " " + argument;
    if (!environment.deploy.directory.empty()) text += " in " + environment.deploy.directory;
    return text;
}

Result<std::string>
digest_of(const storage::Deployment& deploy, const config::Service& service, const config::Environment& environment) {
    const ArgvValues values{deploy.service, deploy.environment, deploy.version, deploy.id};
    PILOTHOUSE_TRY(const auto argv, fill(environment.deploy, values));
    Sealed sealed;
    for (const auto part : std::initializer_list<std::string_view>{
             storage::name(deploy.kind), deploy.service.value, deploy.environment.value, deploy.version.value,
             deploy.requested_by.value
         })
        sealed.add(part);
    sealed.add(rule_text(service, environment));
    sealed.add(std::to_string(argv.size()));
    for (const auto& argument : argv)
        sealed.add(argument);
    return sealed.digest();
}

std::string nonce_of(const storage::Deployment& deploy) {
    Sealed sealed;
    sealed.add("nonce");
    sealed.add(std::to_string(deploy.id.value));
    sealed.add(std::to_string(to_unix_ms(deploy.requested_at)));
    sealed.add(deploy.digest);
    return sealed.digest().substr(0, 16);
}

std::string code_of(const storage::Deployment& deploy, int salt) {
    // The first is a letter, so that a code is never read as a number.
    constexpr std::string_view letters = "ACDEFHJKMNPQRTUVWXY";
    constexpr std::string_view all = "ACDEFHJKMNPQRTUVWXY3479";
    Sealed sealed;
    sealed.add("code");
    sealed.add(std::to_string(deploy.id.value));
    sealed.add(std::to_string(salt));
    sealed.add(deploy.digest);
    const auto digest = sealed.digest();
    std::string code;
    for (std::size_t i = 0; i < 4; ++i) {
        const auto number = std::stoul(digest.substr(4 * i, 4), nullptr, 16);
        const auto alphabet = i == 0 ? letters : all;
        code.push_back(alphabet[number % alphabet.size()]);
    }
    return code;
}

} // namespace pilothouse::commands::deploy
