// Enrolment: how this computer gets its identity, by command or by itself before the first run.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "agent/runtime/stop_signal.h"
#include "agent/ship/identity.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/config/settings.h"
#include "common/io/file_system.h"

namespace adit {

// Enrols once, with the token's text, at `url`. Keeps identity, keys and url in the state
// directory.
[[nodiscard]] Result<AgentIdentity> EnrolHere(const Settings& settings, const std::string& url,
                                              const std::string& token_text, FileSystem& files);

// Where a token's text comes from; asked anew at each attempt, so that a renewed one is seen.
using TokenReader = std::function<Result<std::string>()>;

// How long to wait after attempt number `attempt` (from 1) ended with `outcome`, before chance
// shortens it by up to half: doubling from 5 s to 10 min; the longest at once where another attempt
// with the same token must fail too.
[[nodiscard]] int64_t PauseAfterEnrolment(int attempt, const Status& outcome);

// ok when this computer is enrolled, or `stop` was signalled meanwhile. Without a token reader or a
// collector's address kUnauthenticated: nobody has prepared this computer. Else it tries until it
// is enrolled: there may be no network yet, or the token comes later.
[[nodiscard]] Status EnrolBeforeFirstRun(const Settings& settings, const TokenReader& token,
                                         FileSystem& files, Clock& clock, Random& random,
                                         WaitHandle stop);

}  // namespace adit
