#include "agent/runtime/source_spec.h"

#include <charconv>

#include "agent/capture/replay_source.h"
#include "agent/runtime/live_source.h"
#include "agent/simulate/simulate_source.h"

namespace adit {
namespace {

constexpr std::string_view kForms =
    "desktop, replay:FILE[?speed=N&skip=N], simulate:seed=N,profile=NAME,person=N[,skip=N]";

template <typename T>
bool ReadNumber(std::string_view text, T& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

// The text up to `separator`, which is taken off `rest`.
std::string_view TakePart(std::string_view& rest, char separator) {
  const size_t end = rest.find(separator);
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return part;
}

Status ReadSkip(std::string_view value, SourceSpec& spec) {
  if (ReadNumber(value, spec.skip)) return OkStatus();
  return InvalidArgument("source: skip must be a whole number of events");
}

Result<SourceSpec> ParseReplay(std::string_view text) {
  SourceSpec spec;
  spec.kind = SourceKind::kReplay;
  const size_t mark = text.rfind('?');
  spec.path = text.substr(0, mark);
  if (spec.path.empty()) return InvalidArgument("source: replay: needs a file");
  std::string_view rest = mark == std::string_view::npos ? "" : text.substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view part = TakePart(rest, '&');
    if (part.substr(0, 5) == "skip=") {
      ADIT_RETURN_IF_ERROR(ReadSkip(part.substr(5), spec));
    } else if (part.substr(0, 6) != "speed=" || !ReadNumber(part.substr(6), spec.speed) ||
               !(spec.speed >= 0) || spec.speed > 1e6) {
      return InvalidArgument("source: \"" + std::string(part) +
                             "\" must be speed=N (0 to 1000000) or skip=N");
    }
  }
  return spec;
}

Result<SourceSpec> ParseSimulate(std::string_view text) {
  SourceSpec spec;
  spec.kind = SourceKind::kSimulate;
  while (!text.empty()) {
    const std::string_view part = TakePart(text, ',');
    if (part.substr(0, 5) == "skip=") {
      ADIT_RETURN_IF_ERROR(ReadSkip(part.substr(5), spec));
    } else {
      spec.simulate += (spec.simulate.empty() ? "" : ",") + std::string(part);
    }
  }
  const Status readable = simulate::ParseSimulationSpec(spec.simulate).status();
  if (!readable.ok()) return InvalidArgument("source: " + readable.message());
  return spec;
}

}  // namespace

Result<SourceSpec> ParseSourceSpec(std::string_view text) {
  if (text == "desktop" || text == LiveSourceName()) return SourceSpec{};
  if (text.substr(0, 7) == "replay:") return ParseReplay(text.substr(7));
  if (text == "simulate") return ParseSimulate("");
  if (text.substr(0, 9) == "simulate:") return ParseSimulate(text.substr(9));
  return InvalidArgument("source: \"" + std::string(text.substr(0, 100)) +
                         "\" is not known; the forms are " + std::string(kForms));
}

Result<std::unique_ptr<CaptureSource>> MakeSource(const SourceSpec& spec, FileSystem& files,
                                                  Clock& clock) {
  switch (spec.kind) {
    case SourceKind::kReplay:
      return MakeReplaySource({spec.path, spec.speed}, files, clock);
    case SourceKind::kSimulate:
      return MakeSimulateSource(spec.simulate, clock);
    case SourceKind::kDesktop:
      break;
  }
  return MakeLiveSource({.function_keys = spec.function_keys}, clock);
}

}  // namespace adit
